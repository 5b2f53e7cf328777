"""The one decorator around every consumer of events: EventBridge to queue to function, failures one by one."""

from collections.abc import Callable
from typing import Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from connextlive.runtime import started

type Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def consumer(handle: Callable[[dict[str, Any]], None]) -> Handler:
    """Makes a Lambda handler of a function that takes one event's detail. What fails is logged and delivered again;
    what keeps failing ends in the dead-letter queue. The function must bear to see an event twice."""
    logger = Logger(service=handle.__module__)

    def handle_record(record: SQSRecord) -> None:
        detail = record.json_body["detail"]
        try:
            handle(detail)
        except Exception:
            logger.exception("Event not handled", event_id=detail["eventId"], tenant_id=detail["tenantId"])
            raise

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        answer = process_partial_response(event, handle_record, processor, context)
        return cast("dict[str, Any]", answer)

    return started(handler)
