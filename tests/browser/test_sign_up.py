"""Sign-up where owners must confirm their address: the console says so until the link in the mail is followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.client import PASSWORD, Api, an_email
from tests.api.conftest import a_stack


@pytest.fixture
def confirming(tmp_path: Path) -> Iterator[Api]:
    """A stack with the template's `OwnerConfirmation`."""
    with a_stack(tmp_path, PARAMETERS="OwnerConfirmation=required") as url, Api(url) as api:
        yield api


def test_a_new_owner_confirms_their_address(confirming: Api, page: Page, axe: Callable[..., None]) -> None:
    console, email = f"{confirming.base_url}/console", an_email("owner")
    page.goto(f"{console}/register")
    for label, value in (("Company", "Acme"), ("Your name", "Olga"), ("E-mail", email), ("Password", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Open the workspace").click()
    banner = page.get_by_text("Please confirm your e-mail address with the link that we sent you.")
    expect(banner).to_be_visible()
    axe(page)

    page.goto(f"{console}/confirm-email?token={confirming.mailed_token(email)}")
    page.get_by_role("button", name="Confirm the address").press("Enter")
    expect(page.get_by_text("Thank you. Your address is confirmed.")).to_be_visible()
    page.get_by_role("link", name="Go to the console").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(banner).to_be_hidden()
