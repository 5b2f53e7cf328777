"""Redrives a dead-letter queue: `make replay QUEUE=…`. Without QUEUE it lists the queues.

By default it uses the running local stack; `ENV=prod` is the stack of that name in samconfig.toml, in AWS. Consumers
are idempotent, so a replay does no harm. Fix the cause first.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.config import StartupError
from tools.operate import stacks

DEAD = "DeadLetterQueue"
# How a service reports an unsupported action.
UNKNOWN = ("InvalidAction", "UnknownOperationException", "AWS.SimpleQueueService.UnsupportedOperation")


@dataclass(frozen=True)
class Queue:
    """A consumer's queue and its dead letters; the shared dead-letter queue has no queue of its own."""

    name: str
    url: str | None
    dead_url: str


class Queues:
    """The queues of a deployed stack."""

    def __init__(self, stack: str, clients: Any) -> None:
        self._sqs = clients("sqs")
        pages = clients("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        urls = {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for page in pages
            for one in page["StackResourceSummaries"]
            if one["ResourceType"] == "AWS::SQS::Queue"
        }
        names = sorted(name.removesuffix(DEAD) for name in urls if name.endswith(DEAD))
        self.all = {name or "DeadLetter": Queue(name, urls.get(f"{name}Queue"), urls[name + DEAD]) for name in names}

    def waiting(self, url: str | None) -> int:
        """The number of messages, including those in flight."""
        if url is None:
            return 0
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(value) for value in found.values())

    def replay(self, queue: Queue) -> int:
        """Returns dead letters to their queue; returns their number."""
        if queue.url is None:
            return self._return_to_targets(queue)
        try:
            return self._move(queue)
        except ClientError as error:
            if error.response["Error"]["Code"] not in UNKNOWN:
                raise
        return sum(self._send(queue.dead_url, message, queue.url) for message in self._received(queue.dead_url))

    def _move(self, queue: Queue) -> int:
        """SQS moves them by itself; waits until it is done."""
        arn = self._arn(queue.dead_url)
        self._sqs.start_message_move_task(SourceArn=arn, DestinationArn=self._arn(str(queue.url)))
        while True:
            task = self._sqs.list_message_move_tasks(SourceArn=arn, MaxResults=1)["Results"][0]
            if task["Status"] != "RUNNING":
                return int(task["ApproximateNumberOfMessagesMoved"])
            time.sleep(1)

    def _return_to_targets(self, queue: Queue) -> int:
        """Events that a rule or a schedule could not deliver name their target. Stream batches stay: they are positions
        in the stream, not events."""
        moved = 0
        for message in self._received(queue.dead_url):
            target = message.get("MessageAttributes", {}).get("TARGET_ARN", {}).get("StringValue")
            if target is None:
                print(f"stays, a batch of the stream (docs/operations.md): {message['Body'][:200]}")
                continue
            name = target.rpartition(":")[2]
            moved += self._send(queue.dead_url, message, self._sqs.get_queue_url(QueueName=name)["QueueUrl"])
        return moved

    def _received(self, url: str) -> Iterator[Any]:
        """Each message once; those that are left reappear in half a minute."""
        request: dict[str, Any] = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 30}
        request["MessageAttributeNames"] = ["All"]
        while messages := self._sqs.receive_message(**request).get("Messages"):
            yield from messages

    def _send(self, url: str, message: Any, to: str) -> int:
        self._sqs.send_message(QueueUrl=to, MessageBody=message["Body"])
        self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return 1

    def _arn(self, url: str) -> str:
        arn: str = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        return arn


def plain_name(text: str) -> str:
    """`on_agent_invited`, `OnAgentInvitedQueue` and `OnAgentInvitedDeadLetterQueue` all become `OnAgentInvited`."""
    camel = "".join(part[:1].upper() + part[1:] for part in text.split("_"))
    return camel.removesuffix("Function").removesuffix("Queue").removesuffix("DeadLetter") or "DeadLetter"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("queue", nargs="?", help="a consumer, such as on_agent_invited or OnAgentInvited")
    parser.add_argument("--env", help="an environment of samconfig.toml; without it, the local stack")
    asked = parser.parse_args()
    try:
        stack = stacks.chosen(asked.env)
        queues = Queues(*stack)
        if asked.queue is None:
            print(f"{'queue':<28}{'waiting':>8}{'dead':>8}")
            for name, queue in queues.all.items():
                print(f"{name:<28}{queues.waiting(queue.url):>8}{queues.waiting(queue.dead_url):>8}")
            return 0
        found = queues.all.get(plain_name(asked.queue))
        if found is None:
            raise StartupError(f"no queue {asked.queue}; there are {', '.join(queues.all)}")
        print(f"{plain_name(asked.queue)}: {queues.replay(found)} given back, {queues.waiting(found.dead_url)} left")
    except (StartupError, BotoCoreError, ClientError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
