"""Calls to AWS. The transport makes those in the request path; botocore makes the others, and all calls if credentials
are not in the environment. botocore is imported on first use, because its import takes a third of a cold start."""

from functools import cache
from typing import TYPE_CHECKING, Any

from connextlive.aws import transport
from connextlive.aws.sigv4 import region as region
from connextlive.core.environment import environment

if TYPE_CHECKING:
    from botocore.session import Session


@cache
def session() -> "Session":
    import logging

    import botocore.session
    from botocore import hooks

    logging.getLogger("botocore").setLevel(logging.WARNING)  # at INFO it logs where it found credentials

    # Former service names in event names: four hundred, compared with each of a hundred handlers when a session starts.
    # None is used here.
    hooks.EVENT_ALIASES.clear()
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """botocore's client instead of boto3's: the same calls for a third of the import time."""
    from botocore.config import Config

    # Three attempts of at most five seconds: a service that never answers fails a request before API Gateway does.
    config = Config(
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "max_attempts": 2},
        s3={"addressing_style": "path" if environment.aws_endpoint_url else "virtual"},
    )
    return session().create_client(service, region_name=region(), config=config)


def call(service: str, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """Calls a service that the transport supports, through the transport or botocore."""
    if transport.is_at_hand():
        return _service(service).call(operation, request)
    from botocore import xform_name

    answer: dict[str, Any] = getattr(client(service), xform_name(operation))(**request)
    return answer


@cache
def _service(name: str) -> transport.Service:
    return transport.Service(name)
