"""POST /api/tenant/conversations/{id}/undo: undoes the caller's resolving or assigning, for two minutes."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import undo
from connextlive.chat.schemas.conversations import ConversationAnswer, UndoBody
from connextlive.core.caller import Caller
from connextlive.identity import people


@endpoint("POST", "/api/tenant/conversations/{id}/undo", idempotent=True)
def handler(caller: Caller, id: str, body: UndoBody) -> ConversationAnswer:
    undone = undo.undo(caller, id, body.version)
    return ConversationAnswer.of(people.with_current_names(undone))
