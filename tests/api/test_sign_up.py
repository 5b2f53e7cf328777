"""Sign-up where owners must confirm their address, on a stack of its own with the template's `OwnerConfirmation`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .client import Api, an_email, eventually
from .conftest import a_stack

AGENTS = "/api/tenant/agents"


@pytest.fixture
def confirming(tmp_path: Path) -> Iterator[Api]:
    """Somebody without a token, where addresses must be confirmed."""
    with a_stack(tmp_path, PARAMETERS="OwnerConfirmation=required") as url, Api(url) as api:
        yield api


def test_a_workspace_mails_nobody_until_its_owner_has_followed_the_link(confirming: Api) -> None:
    owner, ivy = confirming.register(), an_email("ivy")
    assert not owner.get("/api/tenant/workspace").ok()["workspace"]["ownerConfirmed"]
    owner.post(AGENTS, {"name": "Ivy", "email": ivy}).refused("EMAIL_NOT_CONFIRMED")
    first = confirming.mailed_token(owner.email)

    owner.post("/api/tenant/workspace/confirmation").ok()
    second = confirming.mailed_token(owner.email, nth=2)
    confirming.post("/api/auth/confirm-email", {"token": first}).refused("CONFIRMATION_INVALID")
    confirming.post("/api/auth/confirm-email", {"token": second}).ok()

    assert owner.get("/api/tenant/workspace").ok()["workspace"]["ownerConfirmed"]
    owner.post(AGENTS, {"name": "Ivy", "email": ivy}).ok()
    eventually(lambda: confirming.mailed_token(ivy))
