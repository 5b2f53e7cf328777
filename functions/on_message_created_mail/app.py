"""ON message.created: emails an agent's message to a visitor who left without seeing it, once until they return."""

from functools import partial

from connextlive.lambdas.consumer import consumer
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor
from connextlive.core.environment import environment
from connextlive.core.errors import NotFound
from connextlive.core.presence import is_online, lapses_in
from connextlive.events.types import MessageCreated
from connextlive.identity import workspace as workspaces
from connextlive.lambdas.queue import look_again


@consumer(where={"senderType": ["AGENT"]})
def handler(event: MessageCreated) -> None:
    try:
        conversation = conversations.load(event.tenant_id, event.conversation_id)
        person = visitor.read(conversation.tenant_id, conversation.visitor_id)
    except NotFound:
        return  # deleted in the meantime
    unseen, gone_since = conversation.visitor_first_unread_id, person["last_seen_at"]
    address = person.get("user_email")
    if unseen is None or not address or conversation.is_spam:
        return
    if is_online(gone_since, person.get("left_at")):
        # They may still leave without having seen it. One check covers all messages they have not seen.
        if unseen == event.message_id:
            look_again(environment.email_queue_url, event, lapses_in(gone_since) + 1)
        return
    from connextlive.chat import missed_messages  # most messages are seen in time
    from connextlive.email import sending
    from connextlive.identity import budget
    from connextlive.identity.schemas.settings import Settings

    workspace = workspaces.load(conversation.tenant_id)
    settings = Settings.of(workspace.settings)
    if not workspace.may_mail or (settings.notifications and settings.notifications.email is False):
        return
    shows_names = settings.widget is None or settings.widget.show_agent_names is not False
    about = missed_messages.about(conversation, gone_since)
    email, reply_to = missed_messages.email(workspace, person, conversation, shows_names, event.occurred_at)
    reply_to, spend = reply_to or workspace.contact_email, partial(budget.mail, workspace)
    sending.send(email, address, tenant_id=workspace.id, about=about, reply_to=reply_to, spend=spend)
