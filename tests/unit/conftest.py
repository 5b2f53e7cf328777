"""AWS played by moto, created from the template for every test, and a clock that tests can move."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from connextlive.aws import clients, s3, signing_secret, transport
from connextlive.core import ids
from connextlive.identity import team
from connextlive.search import postings
from connextlive.table import orm
from tests.support import fast_moto, fuzzing, granted
from tests.support.builders import RESOURCES, Changes, Clock, a_bus, a_table

REGION = str(orm.Item.Meta.region)
ENVIRONMENT = {
    "AWS_REGION": REGION,
    "BUS_NAME": "connextlive",
    "SIGNING_SECRET_ARN": "signing-secret",
    "APP_URL": "https://app.example.com",
    "API_URL": "https://api.example.com/live",
    "MAIL_FROM": "no-reply@example.com",
    "MAIL_CONFIGURATION": "connextlive-mail",
}

settings.register_profile(
    "unit",
    deadline=None,
    derandomize=not fuzzing.FACTOR,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("unit")


@pytest.fixture(autouse=True, scope="module")
def environment() -> Iterator[None]:
    """A function's environment in AWS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        # moto stands in for botocore, not for the network.
        patch.setattr(transport, "is_at_hand", lambda: False)
        fast_moto.install(patch)
        granted.install(patch)
        # A tenant's first merge looks into each partition of the index that was before: two show what eighty do.
        patch.setattr(postings, "EDGES", 1)
        patch.setattr(postings, "WORDS", 1)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """A test fails of what was not granted after all of it, because a handler's error is only an answer to the test."""
    try:
        yield
    except BaseException as error:
        if refused := granted.refused():
            error.add_note(refused)
        raise
    if refused := granted.refused():
        pytest.fail(refused, pytrace=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at 2027-01-15T08:00:00Z until the test moves it."""
    clock = Clock(1_800_000_000)
    monkeypatch.setattr("time.time", clock.time)
    monkeypatch.setattr("time.time_ns", clock.time_ns)
    monkeypatch.setattr("time.sleep", clock.advance)
    for name in ("connextlive.core.ids.datetime", "jwt.api_jwt.datetime"):
        monkeypatch.setattr(name, clock.datetime)
    assert ids.timestamp() == "2027-01-15T08:00:00.000Z"
    return clock


def make_secret() -> None:
    """The signing secret as the template generates it."""
    generated = RESOURCES["SigningSecret"]["Properties"]["GenerateSecretString"]
    keys = json.loads(generated["SecretStringTemplate"])
    keys[generated["GenerateStringKey"]] = "x" * generated["PasswordLength"]
    clients.client("secretsmanager").create_secret(Name=os.environ["SIGNING_SECRET_ARN"], SecretString=json.dumps(keys))


def make_bucket() -> Any:
    """The private bucket; returns an S3 client."""
    client = clients.client("s3")
    location = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
    client.create_bucket(Bucket=s3.BUCKET, **({} if REGION == "us-east-1" else location))
    return client


def forget_account() -> None:
    """What a process keeps of the account that it has seen last."""
    signing_secret._cache.clear()
    signing_secret._refreshed.clear()
    team._kept.clear()


def an_account() -> Any:
    """The template's table, secret and bus, until it is stopped."""
    account = mock_aws()
    account.start()
    forget_account()
    a_table()
    make_secret()
    a_bus()
    return account


@pytest.fixture
def empty_aws() -> Iterator[None]:
    """An empty account."""
    forget_account()
    with mock_aws():
        yield


@pytest.fixture
def cloud(empty_aws: None) -> None:
    """The template's table and signing secret."""
    a_table()
    make_secret()


@pytest.fixture
def bucket(cloud: None) -> Any:
    """The private bucket, as an S3 client."""
    return make_bucket()


@pytest.fixture
def mailbox(cloud: None) -> Any:
    """SES with a verified sender; moto's `sent_messages` has what was sent."""
    clients.client("sesv2").create_email_identity(EmailIdentity=os.environ["MAIL_FROM"])
    return ses_backends[DEFAULT_ACCOUNT_ID][REGION]


@pytest.fixture
def changes(cloud: None) -> Changes:
    """The table's stream, and the bus that events are published to."""
    a_bus()
    return Changes()
