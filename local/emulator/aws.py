"""Clients of the local AWS, and the environment that points the functions' own clients to it."""

import os
from collections.abc import Mapping
from typing import Any

import botocore.session

from local.config import KEY, REGION
from local.emulator.link import Link, Service


class Aws:
    def __init__(self, url: str) -> None:
        self.url = url
        self.link = Link(url)
        # What is called all the time.
        self.queues = Service(self.link, "sqs", "AmazonSQS")
        self.streams = Service(self.link, "dynamodb", "DynamoDBStreams_20120810")
        self._session = botocore.session.get_session()
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """botocore's. One client per service, because creating one takes longer than a call with it."""
        if service not in self._clients:
            self._clients[service] = self._session.create_client(
                service,
                region_name=REGION,
                endpoint_url=self.url,
                aws_access_key_id=KEY,
                aws_secret_access_key=KEY,
            )
        return self._clients[service]


def set_environment(url: str, variables: Mapping[str, Any]) -> None:
    """os.environ is shared by all functions, hence the union of their variables."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    os.environ |= {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Otherwise a proxy in the environment would be used for ministack, too.
        "NO_PROXY": ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1,localhost"))),
    }
    os.environ |= {name: str(value) for name, value in variables.items()}
    # After the template's, which declares it empty: empty means the real AWS.
    os.environ["AWS_ENDPOINT_URL"] = url
