"""Schemas of webhooks and their deliveries."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from connextlive.core.public_http import checked
from connextlive.events.types import EVENTS, Subscribable
from connextlive.lambdas.common import OMITTED, Answer, Body, Cursor, CursorPagination, Query, Shown, distinct
from connextlive.webhooks.delivery import Delivery
from connextlive.webhooks.webhook import EVERYTHING, Webhook

if TYPE_CHECKING:
    from connextlive.generated.values import DeliveryValues, WebhookValues

    type EventType = str
else:  # a type checker knows no literal that is worked out
    type EventType = Literal[EVERYTHING, *(event.type for event in EVENTS if issubclass(event, Subscribable))]
type WebhookStatus = Literal["ACTIVE", "INACTIVE"]
type Url = Annotated[str, AfterValidator(checked)]
type EventTypes = Annotated[list[EventType], Field(min_length=1, max_length=20), AfterValidator(distinct)]
type Description = Annotated[str, StringConstraints(max_length=200), Shown]


class WebhookView(Answer):
    """A webhook. `disabledReason` is GONE (the receiver returned 410) or FAILING (a delivery failed for a day while no
    other succeeded) if the system has set it INACTIVE; `failingSince` is null while deliveries succeed."""

    id: str
    url: str
    description: str | None = None
    events: list[EventType]
    status: WebhookStatus
    disabled_reason: Literal["GONE", "FAILING"] | None = None
    disabled_at: str | None = None
    failing_since: str | None = None
    created_at: str
    updated_at: str


class Webhooks(Answer):
    """`{webhooks}`, oldest first."""

    webhooks: list[WebhookView]

    @classmethod
    def of(cls, webhooks: list["WebhookValues"]) -> Self:
        return cls(webhooks=[WebhookView.model_validate(values) for values in webhooks])


class WebhookAnswer(Answer):
    """`{webhook}`"""

    webhook: WebhookView

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        return cls(webhook=WebhookView.model_validate(webhook.attribute_values))


class WebhookSecret(Answer):
    """The webhook and its signing secret, which is returned only once."""

    webhook: WebhookView
    secret: str

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        return cls(webhook=WebhookView.model_validate(webhook.attribute_values), secret=webhook.secret)


class WebhookBody(Body):
    """The webhook to create; the event `*` stands for all events, including future ones."""

    url: Url
    events: EventTypes
    description: Description | None = None
    status: WebhookStatus = "ACTIVE"


class WebhookChanges(Body):
    """The fields to change; ACTIVE also enables a webhook that the system has disabled."""

    url: Url = OMITTED
    events: EventTypes = OMITTED
    description: Description | None = None
    status: WebhookStatus = OMITTED


class AttemptView(Answer):
    """One attempt: its duration in milliseconds, and the response or the error."""

    at: str
    duration: int
    status_code: int | None = None
    error: str | None = None
    response: str | None = None


class DeliveryView(Answer):
    """A delivery; `id` is the event's, sent in the header `webhook-id`."""

    id: str
    webhook_id: str
    event_type: str
    occurred_at: str
    status: Literal["PENDING", "SUCCEEDED", "FAILED"]
    attempts: list[AttemptView]
    next_attempt_at: str | None = None
    created_at: str

    @classmethod
    def of(cls, values: "DeliveryValues") -> Self:
        return cls.model_validate({**values, "id": values["event_id"]})


class DeliveryAnswer(Answer):
    """`{delivery}`"""

    delivery: DeliveryView

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(delivery=DeliveryView.of(delivery.values))


class DeliveriesQuery(Query):
    """Pages of deliveries."""

    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: Cursor | None = None


class Deliveries(Answer):
    """`{deliveries, pagination}`, newest event first."""

    deliveries: list[DeliveryView]
    pagination: CursorPagination

    @classmethod
    def of(cls, page: tuple[list["DeliveryValues"], str | None], limit: int) -> Self:
        values, cursor = page
        pagination = CursorPagination.of_page(limit, cursor)
        return cls(deliveries=[DeliveryView.of(one) for one in values], pagination=pagination)
