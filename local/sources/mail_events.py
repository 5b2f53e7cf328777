"""SES's events about email. ministack publishes none, and does not accept events of `aws.ses` on a bus, so the mailbox
simulator's events are put directly into the queues of the matching rules."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from local.config import ACCOUNT, REGION
from local.emulator.aws import Aws
from local.emulator.link import LinkError
from local.emulator.mailbox import Mailbox
from local.emulator.ses_simulator import answer_of
from local.sources.background import Background
from local.sources.filters import matches
from local.sources.wake import Wake

_AT_MOST_EVERY = 1.0  # seconds


class MailEvents(Background):
    """Checks for new emails after activity that may have sent some."""

    def __init__(
        self, aws: Aws, mailbox: Mailbox, rules: Mapping[str, Any], configuration_set: str, wake: Wake
    ) -> None:
        self._sqs = aws.client("sqs")
        self._mailbox = mailbox
        # SES publishes to the default bus, which is a rule's if it names none.
        self._rules = [rule["Properties"] for rule in rules.values() if "EventBusName" not in rule["Properties"]]
        self._configuration_set = configuration_set
        self._wake = wake

    async def _run(self) -> None:
        while True:
            seen = self._wake.count
            with contextlib.suppress(LinkError):
                for email in await self._mailbox.arrived():
                    if event := answer_of(email["messageId"], email, self._configuration_set):
                        await asyncio.to_thread(self._publish, event)
            await asyncio.sleep(_AT_MOST_EVERY)
            await self._wake.wait(seen, 60)

    def _publish(self, event: Mapping[str, Any]) -> None:
        envelope = {
            "version": "0",
            "id": str(uuid.uuid4()),
            "account": ACCOUNT,
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": REGION,
            "resources": [],
            **event,
        }
        for rule in self._rules:
            if matches(rule["EventPattern"], envelope):
                for target in rule["Targets"]:
                    url = self._sqs.get_queue_url(QueueName=target["Arn"].rpartition(":")[2])["QueueUrl"]
                    self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps(envelope))
