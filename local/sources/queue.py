"""SQS queues: batches of messages, deleted when the function has succeeded."""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.config import REGION
from local.console import say_with_time
from local.emulator.aws import Aws
from local.runtime.functions import FunctionError, Functions
from local.sources.filters import record_filter
from local.sources.scheduler import is_unresolved
from local.sources.wake import Wake

# Also how long a stop may have to wait.
_LONG_POLL_SECONDS = 1
# What SQS gives at most; Lambda collects larger batches over several receives.
_RECEIVE_LIMIT = 10
# So many batches at once Lambda begins with; it is more than one only for queues that say how many there may be.
_FIRST_POLLERS = 5

Message = dict[str, Any]


class QueueSource:
    """A failed message is left alone: it comes back after its visibility timeout, and in the end SQS itself moves
    it to the dead-letter queue."""

    def __init__(
        self,
        aws: Aws,
        functions: Functions,
        function: str,
        properties: Mapping[str, Any],
        wake: Wake,
        *,
        is_rule: bool = False,
    ) -> None:
        self._client = aws.client("sqs")
        self._functions = functions
        self._function = function
        self._arn = properties["Queue"]
        self._wake = wake
        self._is_rule = is_rule
        self._accepts = record_filter(properties)
        self._batch_size = min(int(properties.get("BatchSize", 10)), _RECEIVE_LIMIT)
        self._reports = "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", [])
        self._pollers = min(int(properties.get("ScalingConfig", {}).get("MaximumConcurrency", 1)), _FIRST_POLLERS)
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._run()) for _ in range(self._pollers)]

    async def stop(self) -> None:
        """After the batch in hand: its messages would stay invisible for long after the next start."""
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def _run(self) -> None:
        url = await asyncio.to_thread(self._url)
        while not self._stopping:
            try:
                received = await asyncio.to_thread(self._receive, url)
                if received:
                    await self._process(url, received)
            except (BotoCoreError, ClientError) as error:
                say_with_time(f"{self._function}: {error}")
                await asyncio.sleep(1)

    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._arn.rpartition(":")[2])["QueueUrl"])

    def _receive(self, url: str) -> list[Message]:
        answer = self._client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=self._batch_size,
            WaitTimeSeconds=_LONG_POLL_SECONDS,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages: list[Message] = answer.get("Messages", [])
        return messages

    async def _process(self, url: str, messages: list[Message]) -> None:
        records = [_lambda_record(message, self._arn) for message in messages]
        # What a filter does not let through is deleted, as Lambda does.
        done = {record["messageId"] for record in records if not self._accepts(_with_parsed_body(record))}
        done |= {record["messageId"] for record in records if is_unresolved(record["body"])}
        wanted = [record for record in records if record["messageId"] not in done]
        if wanted:
            done |= await self._invoke(wanted)
        entries = [
            {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
            for index, message in enumerate(messages)
            if message["MessageId"] in done
        ]
        if entries:
            await asyncio.to_thread(self._client.delete_message_batch, QueueUrl=url, Entries=entries)

    async def _invoke(self, records: list[Message]) -> set[str]:
        """The ids of the messages that are done."""
        event = json.loads(records[0]["body"]) if self._is_rule else {"Records": records}
        try:
            answer = await self._functions.invoke(self._function, event)
        except FunctionError:
            return set()
        finally:
            self._wake()
        ids = {record["messageId"] for record in records}
        failures = (answer or {}).get("batchItemFailures") if self._reports else None
        failed = {failure.get("itemIdentifier") for failure in failures or []}
        # An identifier that is none of the batch's fails the batch as a whole.
        return ids - failed if failed <= ids else set()


def _lambda_record(message: Message, arn: str) -> Message:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: _lambda_attribute(value) for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message.get("MD5OfBody"),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _lambda_attribute(value: Mapping[str, Any]) -> Message:
    attribute: Message = {"dataType": value["DataType"], "stringListValues": [], "binaryListValues": []}
    if "StringValue" in value:
        attribute["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        attribute["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return attribute


def _with_parsed_body(record: Message) -> Message:
    """A filter's pattern for a JSON body applies to what it holds."""
    try:
        return record | {"body": json.loads(record["body"])}
    except ValueError:
        return record
