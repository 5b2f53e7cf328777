#!/usr/bin/env bash
# AWS Lambda Powertools for Python 3.37.0: S3EventBridgeNotificationEvent says of an event by EventBridge about the
# object `receipt+copy.pdf` that the key is `receipt copy.pdf`, and of `50%25.pdf` that it is `50%.pdf`.
# Guessed: the key as it is in the event, as the parser of the same library has it. S3 encodes keys as in URLs in its
# own notifications, but not in events by EventBridge.
# The data classes decode both, so a function finds no object, or another one. The events are made by moto 5.2.5.
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
	"aws-lambda-powertools[parser]==3.37.0" "moto[events,s3,sqs]==5.2.5" boto3==1.44.5
cd "$folder"
export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1
seen=$("$folder/venv/bin/python" - <<'PYTHON'
import json
from importlib.metadata import version

import boto3
from aws_lambda_powertools.utilities.data_classes import S3EventBridgeNotificationEvent
from aws_lambda_powertools.utilities.parser.models import S3EventNotificationEventBridgeDetailModel
from moto import mock_aws

print(version("aws-lambda-powertools"), end="")
with mock_aws():
    s3, sqs, events = (boto3.client(service) for service in ("s3", "sqs", "events"))
    queue = sqs.create_queue(QueueName="events")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="files", EventPattern=json.dumps({"source": ["aws.s3"]}))
    events.put_targets(Rule="files", Targets=[{"Id": "queue", "Arn": arn}])
    s3.create_bucket(Bucket="files")
    s3.put_bucket_notification_configuration(
        Bucket="files", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    for key in ("receipt+copy.pdf", "50%25.pdf"):
        s3.put_object(Bucket="files", Key=key, Body=b"")
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]

for key, event in {(event := json.loads(one["Body"]))["detail"]["object"]["key"]: event for one in messages}.items():
    assert S3EventNotificationEventBridgeDetailModel(**event["detail"]).object.key == key
    print(f"; {key} is {S3EventBridgeNotificationEvent(event).detail.object.key}", end="")
PYTHON
)
echo "seen: $seen"
[ "$seen" = "3.37.0; receipt+copy.pdf is receipt copy.pdf; 50%25.pdf is 50%.pdf" ]
