"""Spam: conversations that were marked as such. They are only in their own list, are not counted, cause no events, and
are deleted after some time; until then the mark can be undone. The visitor is not told, and can go on writing."""

from connextlive.audit import log
from connextlive.chat import block
from connextlive.chat import conversation as conversations
from connextlive.chat.block import Terms
from connextlive.chat.conversation import Conversation
from connextlive.core import acts
from connextlive.core.caller import Caller
from connextlive.core.ids import timestamp
from connextlive.identity import retention, user
from connextlive.table import writes
from connextlive.table.writes import optimistic


def mark(caller: Caller, conversation_id: str, address: str, *, blocks_visitor: bool) -> None:
    """Marks a conversation that the caller sees as spam; `address` is the caller's, for the audit log. With
    `blocks_visitor`, also blocks its visitor permanently, or requests that."""
    with acts.doing("conversation.marked_as_spam", address, caller):
        conversation = _set(caller, conversation_id, is_spam=True)
    if not blocks_visitor:
        return
    if caller.role == "AGENT":
        with acts.doing("block.set", address, caller):
            block.set_by_agent(caller, conversation.visitor_id, Terms())
    else:
        with acts.doing("block.created", address, caller):
            block.block_visitor(caller, conversation.visitor_id, Terms())


def unmark(caller: Caller, conversation_id: str, address: str) -> None:
    """Undoes the mark: the conversation returns to its list, or waits if its agent is gone."""
    with acts.doing("conversation.unmarked_as_spam", address, caller):
        _set(caller, conversation_id, is_spam=False)


@optimistic
def _set(caller: Caller, conversation_id: str, *, is_spam: bool) -> Conversation:
    """Sets or removes the mark; repeating it changes nothing."""
    tenant_id = caller.tenant_id
    conversation = conversations.load(tenant_id, conversation_id, caller)
    if conversation.is_spam == is_spam:
        return conversation
    at = timestamp()
    conversation.spam_since, conversation.spam_by = (at, caller.id) if is_spam else (None, None)
    if not is_spam and conversation.agent_id and not user.is_assignable(tenant_id, conversation.agent_id):
        conversation.release()
        if conversation.status == "ACTIVE":
            conversation.status = "WAITING"
    conversation.touch(at)
    counted = conversation.beside()
    put = {"Put": conversation.get_save_kwargs_from_instance()}
    kept = [retention.put_action(tenant_id)] if is_spam else []
    writes.transact([put, *counted, *kept, *log.of_transaction(tenant_id, conversation_id)])
    return conversation
