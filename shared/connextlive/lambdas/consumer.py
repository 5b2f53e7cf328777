"""The decorator for event consumers: EventBridge to queue to function, with failures reported individually."""

from connextlive.lambdas.start import finish_start  # isort: skip  # a start begins with it

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, cast, get_args, overload

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from connextlive.core.budgets import Paused
from connextlive.events.types import Event, kinds_of

type Detail = dict[str, Any]
type Consume[E: Event | Detail] = Callable[[E], None]

LAST_ATTEMPT = 5  # every queue's maxReceiveCount


class Consumer:
    """The Lambda handler of a consumer. `types` are the events that its function takes, by name; none if it takes the
    detail of one of AWS's own events. `where` is the pattern that a detail has to match. `make generate` writes the
    bus's rule from both."""

    def __init__(self, handle: Consume[Any], give_up: Consume[Any] | None, where: Mapping[str, Any] | None) -> None:
        self.types = {event.type: event for event in _taken(handle)}
        self.where = where
        self._handle, self._give_up = handle, give_up
        self._logger = Logger(service=handle.__module__)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        answer = process_partial_response(event, self._handle_record, processor, context)
        return cast("dict[str, Any]", answer)

    def _handle_record(self, record: SQSRecord) -> None:
        message = record.json_body
        if "detail" not in message:  # what SNS hands on of SES's is the detail alone
            message = {"detail": message}
        try:
            self._handle_or_postpone(message, record)
        except Exception:
            # An event of AWS itself has its id in the envelope, and no tenant.
            event_id = message["detail"].get("eventId") or message.get("id")
            self._logger.exception("Event failed", event_id=event_id, tenant_id=message["detail"].get("tenantId"))
            if self._give_up and int(record["attributes"]["ApproximateReceiveCount"]) >= LAST_ATTEMPT:
                self._give_up(self._event(message))
            raise

    def _handle_or_postpone(self, message: Detail, record: SQSRecord) -> None:
        try:
            self._handle(self._event(message))
        except Paused as paused:
            self._logger.info("Paused", event_id=message["detail"].get("eventId"), waits=paused.waits)
            if paused.waits:
                from connextlive.table import postponed  # rare

                postponed.put(record.event_source_arn.rpartition(":")[2], message)

    def _event(self, message: dict[str, Any]) -> Event | Detail:
        detail: Detail = message["detail"]
        return self.types[message["detail-type"]].of(detail) if self.types else detail


def _taken(handle: Consume[Any]) -> list[type[Event]]:
    """The events that the annotation names: one class, several, or a base class of several."""
    (annotation,) = (kind for name, kind in handle.__annotations__.items() if name != "return")
    named = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return [event for one in named if isinstance(one, type) and issubclass(one, Event) for event in kinds_of(one)]


@overload
def consumer[E: Event | Detail](handle: Consume[E]) -> Consumer: ...
@overload
def consumer[E: Event | Detail](
    *, where: Mapping[str, Any] | None = None, give_up: Consume[E] | None = None
) -> Callable[[Consume[E]], Consumer]: ...
def consumer(
    handle: Consume[Any] | None = None,
    *,
    where: Mapping[str, Any] | None = None,
    give_up: Consume[Any] | None = None,
) -> Consumer | Callable[[Consume[Any]], Consumer]:
    """Makes a Lambda handler of a function that takes one event. Its annotation says of which class or classes; `where`
    is an EventBridge pattern that limits them to some details. A failure is logged and the event delivered again; after
    the last attempt it goes to the dead-letter queue, and `give_up` is called. Both functions must be idempotent. What
    a daily budget pauses is no failure: the event comes again when the workspace's day is over, or is dropped.
    `make generate` updates the bus's rule of a new or changed consumer."""
    if handle is None:
        return lambda decorated: finish_start(Consumer(decorated, give_up, where))
    return finish_start(Consumer(handle, give_up, where))
