"""Calls to AWS. The transport makes those that requests are made of; botocore makes the others, and all of them where
the credentials do not stand in the environment. It is imported when first needed: that costs a third of a start."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from connextlive.aws import transport
from connextlive.aws.sigv4 import region as region

if TYPE_CHECKING:
    from botocore.session import Session


@cache
def session() -> "Session":
    import logging

    import botocore.session
    from botocore import hooks

    logging.getLogger("botocore").setLevel(logging.WARNING)  # at INFO, every start is told where credentials were found

    # Former names of services in the names of events, four hundred of them, compared with each of a hundred handlers
    # when a session begins. Nothing here uses them.
    hooks.EVENT_ALIASES.clear()
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """botocore's client, never boto3's: the same calls for a third of the import."""
    from botocore.config import Config

    config = Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"mode": "standard", "max_attempts": 3},
        s3={"addressing_style": "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"},
    )
    return session().create_client(service, region_name=region(), config=config)


def call(service: str, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """A call of a service that the transport knows, by whichever of the two can make it."""
    if transport.is_at_hand():
        return _service(service).call(operation, request)
    from botocore import xform_name

    answer: dict[str, Any] = getattr(client(service), xform_name(operation))(**request)
    return answer


@cache
def _service(name: str) -> transport.Service:
    return transport.Service(name)
