"""Clients of AWS services other than DynamoDB, made when first needed: each costs a function some of its start."""

import os
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "max_attempts": 3},
    s3={"addressing_style": "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"},
)


@cache
def session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """botocore's client, never boto3's: the same calls for a third of the import."""
    return session().create_client(service, region_name=region(), config=_CONFIG)


def region() -> str:
    return os.environ.get("AWS_REGION", "us-east-1")
