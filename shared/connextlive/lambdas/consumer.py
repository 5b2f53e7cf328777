"""The one decorator around every consumer of events: EventBridge to queue to function, failures one by one."""

from connextlive.lambdas.start import started  # isort: skip  # a start begins with it

from collections.abc import Callable
from typing import Any, cast, overload

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

type Consume = Callable[[dict[str, Any]], None]
type Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


LAST_ATTEMPT = 5  # every queue's maxReceiveCount


@overload
def consumer(handle: Consume) -> Handler: ...
@overload
def consumer(*, give_up: Consume) -> Callable[[Consume], Handler]: ...
def consumer(
    handle: Consume | None = None, *, give_up: Consume | None = None
) -> Handler | Callable[[Consume], Handler]:
    """Makes a Lambda handler of a function that takes one event's detail, with its type. What fails is logged and
    delivered again; what keeps failing ends in the dead-letter queue, and `give_up` is told when the last attempt has
    failed. Both functions must bear to see an event twice."""
    if handle is None:
        return lambda decorated: _handler(decorated, give_up)
    return _handler(handle, give_up)


def _handler(handle: Consume, give_up: Consume | None) -> Handler:
    logger = Logger(service=handle.__module__)

    def handle_record(record: SQSRecord) -> None:
        event = record.json_body
        detail = {"type": event.get("detail-type"), **event["detail"]}
        try:
            handle(detail)
        except Exception:
            # An event of AWS itself has its id in the envelope, and no tenant.
            event_id = detail.get("eventId") or event.get("id")
            logger.exception("Event not handled", event_id=event_id, tenant_id=detail.get("tenantId"))
            if give_up and int(record["attributes"]["ApproximateReceiveCount"]) >= LAST_ATTEMPT:
                give_up(detail)
            raise

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        answer = process_partial_response(event, handle_record, processor, context)
        return cast("dict[str, Any]", answer)

    return started(handler)
