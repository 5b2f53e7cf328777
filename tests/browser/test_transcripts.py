"""Transcripts and ratings by mail: asked for in the widget and the console, and the page that a mail's link opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Json, Tenant, an_email, becomes, eventually
from tests.api.sockets import Socket

from .conftest import Site
from .console import enter
from .widget import a_page, visit


def mail_to(tenant: Tenant, email: str) -> Json:
    def arrived() -> Json:
        mails = tenant.api.mails(email)
        assert len(mails) == 1
        return mails[0]

    return eventually(arrived, within=30)


def test_a_visitor_has_the_conversation_mailed_to_them(
    stack: str, tenant: Tenant, site: Site, page: Page, axe: Callable[..., None]
) -> None:
    email = an_email("vera")
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain))).open()
    widget.say("Do you ship to Norway?")
    widget.state("Sent")
    ask = widget.panel.get_by_role("button", name="Send this conversation by e-mail")
    expect(ask).to_be_hidden()
    (conversation,) = tenant.conversations()
    tenant.agent.sends(conversation["id"], "We do.").ok()
    ask.press("Enter")
    address = widget.panel.get_by_role("textbox", name="Your e-mail address")
    expect(address).to_be_focused()
    axe(page, "connextlive-widget")
    address.fill(email)
    address.press("Enter")
    expect(widget.panel.locator(".thanks")).to_have_text(f"It is on its way to {email}. This may take a few minutes.")
    mail = mail_to(tenant, email)
    assert "Do you ship to Norway?" in mail["text"]
    assert "We do." in mail["text"]


def test_an_agent_has_the_conversation_mailed_to_its_visitor(stack: str, tenant: Tenant, page: Page) -> None:
    email = an_email("jane")
    jane = a_conversation(tenant, visitor=tenant.visitor("Jane", userEmail=email), agent=tenant.agent, status="ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{jane}")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="E-mail the transcript…").click()
    page.get_by_role("button", name="Send", exact=True).last.click()
    expect(page.get_by_role("status").filter(has_text="The transcript is on its way")).to_be_visible()
    assert mail_to(tenant, email)["subject"].startswith("Your conversation with")


def test_who_left_rates_by_the_mails_link_and_following_it_rates_nothing(
    tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"mail": {"rating": True}}}).ok()
    email = an_email("vera")
    visitor = tenant.visitor("Vera", userEmail=email)
    conversation = visitor.says("Do you ship to Norway?")
    tenant.agent.sends(conversation, "We do.").ok()
    visitor.post("/api/widget/mark-read").ok()
    with Socket(visitor):
        pass
    eventually(lambda: not tenant.see_visitor(visitor.id)["isOnline"])
    tenant.agent.post(f"/api/agent/conversations/{conversation}/resolve").ok()
    links = re.findall(r'href="([^"]+/rating/[^"]+)"', mail_to(tenant, email)["html"])
    page.goto(next(unescape(link) for link in links if link.endswith("score=4")))
    expect(page.get_by_role("radio", name="4 of 5")).to_be_checked()
    axe(page)
    assert tenant.conversation(conversation)["rating"] is None
    page.get_by_role("textbox", name="Would you like to add something?").fill("Quick!")
    page.get_by_role("button", name="Send rating").press("Enter")
    expect(page.get_by_role("heading", name="Thank you for your rating.")).to_be_focused()
    becomes(lambda: tenant.conversation(conversation)["rating"]["score"], 4)
    page.reload()
    page.get_by_role("button", name="Send rating").click()
    expect(page.get_by_role("heading", name="This conversation has been rated already. Thank you.")).to_be_visible()
