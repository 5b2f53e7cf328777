"""What a webhook is told: an event's ids, and the objects that they stand for as the API shows them to the tenant."""

import json
from collections.abc import Callable

from connextlive.errors import NotFound
from connextlive.models import conversation, invitation, message, people, report
from connextlive.models.base import Raw
from connextlive.models.webhook_delivery import Delivery
from connextlive.schemas.agents import InvitationView
from connextlive.schemas.common import Answer
from connextlive.schemas.conversations import ConversationView
from connextlive.schemas.messages import MessageView
from connextlive.schemas.reports import ReportView


def payload(delivery: Delivery) -> bytes:
    """`{type, timestamp, data}`. Objects are as they are now, which a later attempt may see changed; null where they
    are gone by now."""
    data: Raw = dict(delivery.ids)
    for name, read in OBJECTS.items():
        if f"{name}Id" in data:
            try:
                data[name] = read(delivery.tenant_id, data).model_dump(mode="json", by_alias=True)
            except NotFound:
                data[name] = None
    event = {"type": delivery.event_type, "timestamp": delivery.occurred_at, "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _conversation(tenant_id: str, ids: Raw) -> Answer:
    return ConversationView.of(people.named(conversation.read(tenant_id, ids["conversationId"])))


def _message(tenant_id: str, ids: Raw) -> Answer:
    said = message.read(tenant_id, ids["conversationId"], ids["messageId"])
    people.named(conversation.read(tenant_id, ids["conversationId"]), [said])
    return MessageView.of(said)


def _invitation(tenant_id: str, ids: Raw) -> Answer:
    return InvitationView.of(invitation.load(tenant_id, ids["invitationId"]).attribute_values)


def _report(tenant_id: str, ids: Raw) -> Answer:
    return ReportView.of(report.read(tenant_id, ids["reportId"]))


OBJECTS: dict[str, Callable[[str, Raw], Answer]] = {
    "conversation": _conversation,
    "message": _message,
    "invitation": _invitation,
    "report": _report,
}
