"""Signing in by an identity provider: one that others made, with its own pages."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.client import Tenant
from tests.api.conftest import free_port

from .console import enter

PROVIDER = Path(__file__).parents[1] / "provider"


@contextmanager
def a_provider(domain: str, redirect_uri: str) -> Iterator[str]:
    """tests/provider, for a workspace with this email domain."""
    port = free_port()
    given = {"PORT": str(port), "DOMAIN": domain, "REDIRECT_URI": redirect_uri}
    command = ["node", "provider.mjs"]
    with subprocess.Popen(  # noqa: S603  # made here
        command, cwd=PROVIDER, env=os.environ | given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "make tests/provider/node_modules/.installed"
            yield f"http://localhost:{port}"
        finally:
            process.kill()


def sign_in_there(page: Page, issuer: str, name: str) -> None:
    """On the provider's own pages."""
    page.wait_for_url(re.compile(re.escape(issuer)))
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_a_team_signs_in_by_its_own_provider(
    tenant: Tenant, new_context: Callable[..., BrowserContext], axe: Callable[..., None]
) -> None:
    domain = f"{tenant.id.lower().replace('_', '-')}.example"
    settings = tenant.get("/api/tenant/sign-in").ok()
    console = settings["redirectUri"].removesuffix("/sign-in")
    stack = console.removesuffix("/console")  # under the name that providers lead back to
    with a_provider(domain, settings["redirectUri"]) as issuer:
        page = new_context().new_page()
        enter(page, stack, tenant, "settings")
        _set_up(page, issuer, domain, axe)

        # The owner links their account, logs out, and is signed in again by the session that they have there.
        page.goto(f"{console}/account")
        page.get_by_role("region", name="Sign-in with Acme").get_by_role("button", name="Link").click()
        sign_in_there(page, issuer, "olga")
        expect(page.get_by_role("region", name="Sign-in with Acme")).to_contain_text("Linked")
        axe(page)
        page.get_by_role("button", name="Your account").click()
        page.get_by_role("menuitem", name="Log out").click()
        page.goto(f"{console}/login")
        page.get_by_label("E-mail").fill(f"olga@{domain}")
        page.get_by_label("E-mail").blur()
        page.get_by_role("button", name="Continue with Acme").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Conversations")

        # A newcomer comes by the workspace's link. What the provider gave them reaches no server but by POST.
        page = new_context().new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
        page.goto(settings["loginUrl"])
        expect(page.get_by_role("button", name="Continue with Acme")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Continue with Acme").click()
        sign_in_there(page, issuer, "vera")
        expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
        assert [one for one in asked if one.startswith(stack) and "code=" in one] == []
        page.get_by_role("button", name="Your account").click()
        expect(page.get_by_role("menu")).to_contain_text("Vera of the provider")
        page.go_back()
        assert "code=" not in page.url

        # Somebody else, with an address that is not verified; and a tab that asked for nothing.
        page = new_context().new_page()
        page.goto(settings["loginUrl"])
        page.get_by_role("button", name="Continue with Acme").click()
        sign_in_there(page, issuer, "mallory")
        expect(page.get_by_role("alert")).to_contain_text("Nobody here knows this account")
        axe(page)
        page = page.context.new_page()
        page.goto(f"{settings['redirectUri']}#code=stolen&state=of-another-browser")
        expect(page.get_by_role("alert")).to_contain_text("begun in another tab")
        expect(page).to_have_url(settings["redirectUri"])

        tenant.delete("/api/auth/identity").ok()
        tenant.delete("/api/tenant/sign-in").ok()
        assert tenant.get("/api/tenant/sign-in").ok()["provider"] is None


def _set_up(page: Page, issuer: str, domain: str, axe: Callable[..., None]) -> None:
    card = page.get_by_role("region", name="Sign-in", exact=True)
    card.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Acme")
    dialog.get_by_label("Issuer").fill(f"{issuer}/elsewhere")
    dialog.get_by_label("Client ID").fill("connextlive")
    dialog.get_by_label("Client secret").fill("a secret: & more")
    dialog.get_by_label("E-mail domains").fill(domain)
    dialog.get_by_label("People whom nobody invited").select_option(label="Become agents, if their address is verified")
    axe(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Issuer")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Issuer").fill(issuer)
    dialog.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("Proved")
    axe(page)
