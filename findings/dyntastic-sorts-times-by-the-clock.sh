#!/usr/bin/env bash
# dyntastic 0.18.0: with a datetime as the range key, a message of 12:00+03:00 comes after one of 10:00Z, and is among
# those from 10:00Z on. It was written an hour before.
# Guessed: before it, and not among them: a datetime with an offset is a moment, and a range key is there to sort by. So
# PynamoDB 6.1.0 has it, which stores all times in UTC; as objects of Python, both compare rightly.
# Each time is stored as it is written in ISO 8601, with the offset that it came with, and DynamoDB sorts by letters. Who
# reads times from different clients with pydantic gets such ones, and no error.
# Fails if that is no longer so. The tables are in moto 5.2.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	dyntastic==0.18.0 pynamodb==6.1.0 "moto[dynamodb]==5.2.5" boto3==1.44.5
cd "$folder"
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1
seen=$("$folder/venv/bin/python" -W ignore - <<'PYTHON'
from datetime import UTC, datetime

from dyntastic import A, Dyntastic
from moto import mock_aws
from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.models import Model


class Message(Dyntastic):
    __table_name__ = "dyntastic"
    __hash_key__ = "chat"
    __range_key__ = "at"
    chat: str
    at: datetime


class Other(Model):
    class Meta:
        table_name = "pynamodb"
        billing_mode = "PAY_PER_REQUEST"

    chat = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)


def hours(messages):
    return " ".join(f"{message.at.astimezone(UTC):%H}" for message in messages)


ten, nine = (datetime.fromisoformat(f"2026-11-27T{time}") for time in ("10:00:00+00:00", "12:00:00+03:00"))
assert nine < ten
with mock_aws():
    Message.create_table()
    Other.create_table()
    for at in (ten, nine):
        Message(chat="c", at=at).save()
        Other("c", at).save()
    print(hours(Message.query("c")), hours(Message.query("c", range_key_condition=A.at >= ten)), sep="; ", end="; ")
    print("by PynamoDB:", hours(Other.query("c")), "and", hours(Other.query("c", Other.at >= ten)))
PYTHON
)
echo "seen: $seen"
[ "$seen" = "10 09; 10 09; by PynamoDB: 09 10 and 10" ]
