"""End to end: a visitor with the widget on the demo page, agents in the console."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.builders import PNG
from tests.api.client import Tenant

from .console import enter, reply, view
from .widget import visit

Contexts = Callable[..., BrowserContext]
Photograph = Callable[[Page, str], None]


def test_a_visitor_and_agents_talk_transfer_resolve_and_rate(
    new_context: Contexts, stack: str, tenant: Tenant, screenshot: Photograph
) -> None:
    second = tenant.invite_agent("Sally Second")
    agent, colleague, owner, shop = (new_context().new_page() for _ in range(4))
    enter(agent, stack, tenant.agent)
    view(agent, "Waiting")
    widget = visit(shop, f"{stack}/demo/?key={tenant.key.plain}").open()

    widget.say("Do you ship to Norway?")
    row = agent.get_by_role("link", name="Do you ship to Norway?")
    row.click()
    widget.state("Seen")
    reply(agent, "We do, within a week.")
    expect(widget.theirs.last).to_have_text("We do, within a week.")
    expect(agent.get_by_role("log").get_by_text("Seen", exact=True).first).to_be_attached()

    widget.box.press_sequentially("And by")
    expect(agent.get_by_text("is writing…")).to_be_visible()
    widget.box.fill("")
    widget.say("And by Friday?")
    expect(agent.get_by_role("log")).to_contain_text("And by Friday?")

    agent.locator("input[type=file]").set_input_files({"name": "rates.png", "mimeType": "image/png", "buffer": PNG})
    reply(agent, "These are the rates")
    expect(widget.log.get_by_role("img", name="rates.png")).to_be_visible()
    screenshot(agent, "conversation-agent")
    screenshot(shop, "conversation-visitor")

    enter(colleague, stack, second)
    agent.get_by_role("button", name="Assign").click()
    agent.get_by_role("menuitem", name="Sally Second").click()
    expect(agent.get_by_text("Held by Sally Second")).to_be_visible()
    colleague.get_by_role("link", name="These are the rates").click()
    expect(colleague.get_by_text("Held by you")).to_be_visible()
    reply(colleague, "Sally here: yes, by Friday.")
    expect(widget.theirs.last).to_have_text("Sally here: yes, by Friday.")
    expect(agent.get_by_role("log")).to_contain_text("Sally here: yes, by Friday.")

    colleague.get_by_role("button", name="Resolve").click()
    expect(widget.log).to_contain_text("This conversation has been resolved.")
    widget.panel.get_by_role("radio", name="5 of 5").check()
    expect(colleague.get_by_role("log")).to_contain_text("Rated 5 of 5")

    enter(owner, stack, tenant, "team")
    expect(owner.get_by_role("row", name="Sally Second")).to_contain_text("100%")


def test_a_conversation_survives_a_dropped_network_on_both_sides(
    new_context: Contexts, stack: str, tenant: Tenant
) -> None:
    agents, visitors = new_context(), new_context()
    agent, shop = agents.new_page(), visitors.new_page()
    enter(agent, stack, tenant.agent)
    view(agent, "Waiting")
    widget = visit(shop, f"{stack}/demo/?key={tenant.key.plain}").open()
    widget.say("Anybody there?")
    agent.get_by_role("link", name="Anybody there?").click()
    reply(agent, "Yes!")
    expect(widget.theirs.last).to_have_text("Yes!")

    agents.set_offline(True)
    reply(agent, "Still here")
    expect(agent.get_by_role("button", name="Try again")).to_be_visible()
    visitors.set_offline(True)
    widget.box.fill("Me, too")
    widget.box.press("Enter")
    agents.set_offline(False)
    # On a busy machine the network is back a moment later than that.
    agent.wait_for_function("() => fetch('/api/health').then(answer => answer.ok, () => false)")
    agent.get_by_role("button", name="Try again").click()
    visitors.set_offline(False)

    expect(agent.get_by_role("log")).to_contain_text("Me, too")
    expect(widget.log).to_contain_text("Still here")
    listed = tenant.conversations()
    assert len(listed) == 1
    contents = [message["content"] for message in tenant.messages(listed[0]["id"])]
    assert sorted(contents) == ["Anybody there?", "Me, too", "Still here", "Yes!"]


def test_the_owner_reads_along(new_context: Contexts, stack: str, tenant: Tenant) -> None:
    owner, shop = new_context().new_page(), new_context().new_page()
    enter(owner, stack, tenant)
    widget = visit(shop, f"{stack}/demo/?key={tenant.key.plain}").open()
    widget.say("Where is my order?")
    owner.get_by_role("link", name="Where is my order?").click()
    expect(owner.get_by_role("log")).to_contain_text("Where is my order?")
    widget.say("It was number 17")
    expect(owner.get_by_role("log")).to_contain_text("It was number 17")
    expect(owner.get_by_role("textbox", name="Reply")).to_be_enabled()
