"""ON several events: emails visitors the messages that they missed, once until they return; requested transcripts; and,
if the workspace wants it, the transcript of a resolved conversation and a request to rate it."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor, visitor_mail
from connextlive.core.errors import NotFound
from connextlive.events.types import ConversationResolved, ConversationTranscriptRequested, MessageCreated


@consumer(where={"senderType": ["AGENT", {"exists": False}]})  # only a message has a sender
def handler(event: MessageCreated | ConversationResolved | ConversationTranscriptRequested) -> None:
    try:
        conversation = conversations.load(event.tenant_id, event.conversation_id)
        person = visitor.read(conversation.tenant_id, conversation.visitor_id)
    except NotFound:
        return  # deleted in the meantime
    if not person.get("user_email") or conversation.is_spam:
        return
    if isinstance(event, MessageCreated):
        visitor_mail.tell_of_unseen(event, conversation, person)
    elif isinstance(event, ConversationResolved):
        visitor_mail.conclude(event, conversation, person)
    else:
        visitor_mail.send_transcript(event, conversation, person)
