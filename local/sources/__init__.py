"""Event sources besides requests: streams, queues, rules and schedules, played as Lambda's own pollers do."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from local.cloudformation.deploy import rule_queue
from local.cloudformation.template import EventSource, Function
from local.emulator.aws import Aws
from local.emulator.mailbox import Mailbox
from local.runtime.functions import Functions
from local.sources.mail_events import MailEvents
from local.sources.queue import Queues, QueueSource
from local.sources.schedule import ScheduleSource
from local.sources.scheduler import SchedulerSource
from local.sources.stream import Pace, Stream, StreamSource
from local.sources.wake import Wake


class Sources:
    """The running event sources of a template."""

    def __init__(
        self,
        aws: Aws,
        functions: Functions,
        declared: Iterable[Function],
        references: Mapping[str, str],
        positions: dict[str, str],
        data: Path,
        mailbox: Mailbox,
        rules: Mapping[str, Any],
        *,
        pace: Pace,
    ) -> None:
        self.wake = Wake()
        self.scheduler = SchedulerSource(aws, data / "scheduler.json", self.wake)
        configuration_set = str(references.get("MailConfiguration", ""))
        # Only consumers send email, and asking for what was sent costs as much as a request.
        self._consumed = Wake()
        self._mail_events = MailEvents(aws, mailbox, rules, configuration_set, self._consumed)
        self._aws = aws
        self._functions = functions
        self._references = references
        self._positions = positions
        self._data = data
        self._pace = pace
        self._streams: dict[str, Stream] = {}
        self._queues = Queues(aws, self.wake)
        self.schedules: dict[str, ScheduleSource] = {}  # by the function that they invoke
        for function in declared:
            for event in function.events:
                self._add(function, event)

    def _add(self, function: Function, event: EventSource) -> None:
        properties = event.properties
        match event.type:
            case "DynamoDB":
                arn = properties["Stream"]
                if arn not in self._streams:
                    self._streams[arn] = Stream(self._aws, arn, self.wake, self._positions)
                backlog = self._data / "backlog" / f"{function.name}-{event.name}.json"
                stream = self._streams[arn]
                stream.add(
                    StreamSource(
                        self._aws,
                        self._functions,
                        function.name,
                        properties,
                        self.wake,
                        backlog,
                        stream.partition_key,
                        self._pace,
                    )
                )
            case "SQS":
                self._add_queue(function, properties)
            case "EventBridgeRule" | "CloudWatchEvent":
                arn = self._references[f"{rule_queue(function.name, event.name)}.Arn"]
                self._add_queue(function, {"Queue": arn, "BatchSize": 1}, is_rule=True)
            case "Schedule" | "ScheduleV2":
                self.schedules[function.name] = ScheduleSource(self._functions, function.name, event)

    def _add_queue(self, function: Function, properties: Mapping[str, Any], *, is_rule: bool = False) -> None:
        source = QueueSource(
            self._aws,
            self._functions,
            function.name,
            properties,
            self._invoked,
            is_rule=is_rule,
            repeated=self._pace.repeated,
        )
        self._queues.add(source)

    def _invoked(self) -> None:
        """After each invocation of a queue's consumer."""
        self.wake()
        self._consumed()

    def start(self) -> None:
        for stream in self._streams.values():
            stream.start()
        self._queues.start()
        for schedule in self.schedules.values():
            schedule.start()
        self.scheduler.start()
        self._mail_events.start()

    async def stop(self) -> None:
        """Streams first, because their pending records may still reach the queues, which keep them."""
        for schedule in self.schedules.values():
            await schedule.stop()
        await self.scheduler.stop()
        await self._mail_events.stop()
        await asyncio.gather(*(stream.stop() for stream in self._streams.values()))
        await self._queues.stop()
