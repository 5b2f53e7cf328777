"""SES's receiving of mail, by the template's receipt rule: into the bucket, and a notification to the topic."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from local.emulator.aws import Aws
from local.emulator.sent_mails import timestamp

# https://docs.aws.amazon.com/ses/latest/dg/quotas.html
LARGEST = 40 * 1024 * 1024
VERDICTS = ("spam", "virus", "spf", "dkim", "dmarc")


class Inbox:
    def __init__(self, aws: Aws, rules: Mapping[str, Any]) -> None:
        self._s3, self._sns = aws.client("s3"), aws.client("sns")
        self._rules = [rule["Properties"]["Rule"] for rule in rules.values()]

    async def receive(self, raw: bytes, sender: str, recipients: Sequence[str], verdicts: Mapping[str, str]) -> bool:
        """Whether a rule is for one of the recipients. Mail to others bounces."""
        for rule in self._rules:
            known = [one for one in recipients if one.rpartition("@")[2].lower() in rule["Recipients"]]
            if known and len(raw) <= LARGEST:
                await asyncio.to_thread(self._deliver, rule["Actions"][0]["S3Action"], raw, sender, known, verdicts)
                return True
        return False

    def _deliver(
        self, action: Mapping[str, str], raw: bytes, sender: str, recipients: Sequence[str], verdicts: Mapping[str, str]
    ) -> None:
        message_id, now = uuid.uuid4().hex, timestamp(datetime.now(UTC))
        key = action["ObjectKeyPrefix"] + message_id
        self._s3.put_object(Bucket=action["BucketName"], Key=key, Body=raw)
        # https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
        receipt = {
            "timestamp": now,
            "processingTimeMillis": 1,
            "recipients": recipients,
            **{f"{name}Verdict": {"status": verdicts.get(name, "PASS")} for name in VERDICTS},
            "action": {"type": "S3", "bucketName": action["BucketName"], "objectKey": key, **_topic(action)},
        }
        if "policy" in verdicts:
            receipt["dmarcPolicy"] = verdicts["policy"]
        mail = {"timestamp": now, "source": sender, "messageId": message_id, "destination": recipients}
        notification = {"notificationType": "Received", "mail": mail, "receipt": receipt}
        self._sns.publish(TopicArn=action["TopicArn"], Message=json.dumps(notification))


def _topic(action: Mapping[str, str]) -> dict[str, str]:
    return {"topicArn": action["TopicArn"], "objectKeyPrefix": action["ObjectKeyPrefix"]}
