"""Webhook payloads: an event's IDs, and the objects they stand for as the API returns them to the tenant."""

import json
from collections.abc import Callable

from connextlive.chat import conversation, message, visitor
from connextlive.chat.schemas.conversations import ConversationView
from connextlive.chat.schemas.messages import MessageView
from connextlive.core.errors import NotFound
from connextlive.identity import invitation, people
from connextlive.identity.schemas.agents import InvitationView
from connextlive.lambdas.common import Answer
from connextlive.reports import report
from connextlive.reports.schemas.reports import ReportView
from connextlive.table.codec import Values
from connextlive.webhooks.delivery import OF_DELETIONS, Delivery


def payload(delivery: Delivery) -> bytes:
    """`{type, timestamp, data}`. Objects are in their current state, which may differ for a later attempt; null if
    deleted."""
    data: Values = dict(delivery.ids)
    for name, read in OBJECTS.items():
        if f"{name}Id" in data:
            try:
                data[name] = read(delivery.tenant_id, data).model_dump(mode="json", by_alias=True)
            except NotFound:
                data[name] = None
    event = {"type": delivery.event_type, "timestamp": delivery.occurred_at, "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def is_about_somebody_deleted(delivery: Delivery) -> bool:
    """Whether the conversation or visitor that the event is about was deleted, by another event than this one."""
    ids = delivery.ids
    if delivery.event_type in OF_DELETIONS:
        return False
    try:
        if "conversationId" in ids:
            conversation.read(delivery.tenant_id, ids["conversationId"])
        elif "visitorId" in ids:
            visitor.read(delivery.tenant_id, ids["visitorId"])
    except NotFound:
        return True
    return False


def _conversation(tenant_id: str, ids: Values) -> Answer:
    return ConversationView.of(people.add_current_names(conversation.read(tenant_id, ids["conversationId"])))


def _message(tenant_id: str, ids: Values) -> Answer:
    said = message.read(tenant_id, ids["conversationId"], ids["messageId"])
    people.add_current_names(conversation.read(tenant_id, ids["conversationId"]), [said])
    return MessageView.model_validate(said)


def _invitation(tenant_id: str, ids: Values) -> Answer:
    return InvitationView.of(invitation.load(tenant_id, ids["invitationId"]).values)


def _report(tenant_id: str, ids: Values) -> Answer:
    return ReportView.of(report.read(tenant_id, ids["reportId"]))


OBJECTS: dict[str, Callable[[str, Values], Answer]] = {
    "conversation": _conversation,
    "message": _message,
    "invitation": _invitation,
    "report": _report,
}
