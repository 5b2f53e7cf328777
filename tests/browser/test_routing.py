"""Who answers: the owner's rules, an agent's availability, and the visitor's place in line."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.api.client import Tenant

from .conftest import Site
from .console import enter, save
from .widget import a_page, visit

type Contexts = Callable[..., BrowserContext]


def test_visitors_wait_in_line_until_an_agent_is_available(
    stack: str, tenant: Tenant, site: Site, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "settings")
    rules = page.get_by_role("region", name="Who answers")
    rules.get_by_label("New conversations").first.select_option("To whoever has the fewest")
    axe(page)
    save(page)
    agent = enter(new_context().new_page(), stack, tenant.agent)
    account = agent.get_by_role("button", name="Your account")
    account.click()
    agent.get_by_role("menuitemradio", name="Busy").click()
    expect(agent.get_by_text("Saved")).to_be_visible()

    tenant.visitor().says("I was first")
    shop = new_context().new_page()
    widget = visit(shop, site.put("/", a_page(stack, tenant.key.plain))).open()
    widget.say("Is anybody here?")
    expect(widget.panel).to_contain_text("You are number 2 in line")
    axe(shop)
    account.click()
    expect(agent.get_by_role("menuitemradio", name="Busy")).to_be_checked()
    agent.get_by_role("menuitemradio", name="Available").click()
    expect(widget.panel).not_to_contain_text("in line")
    expect(agent.get_by_role("region", name="Conversations").get_by_role("link")).to_have_count(2)


def test_an_agent_is_available_by_working_hours_which_the_owner_sees(
    stack: str, tenant: Tenant, page: Page, new_context: Contexts, axe: Callable[..., None]
) -> None:
    agent = enter(new_context().new_page(), stack, tenant.agent, "profile")
    hours = agent.get_by_role("region", name="Working hours")
    hours.get_by_role("switch", name="Available by schedule").click()
    expect(hours.get_by_label("Friday, until")).to_have_value("17:00")
    hours.get_by_role("button", name="Add a time on Saturday").press("Enter")
    expect(hours.get_by_label("Saturday, from")).to_have_value("09:00")
    axe(agent)
    agent.get_by_role("button", name="Your account").click()
    expect(agent.get_by_role("menuitemradio", name="By schedule")).to_be_checked()
    agent.get_by_role("menuitemradio", name="Busy").click()
    agent.get_by_role("button", name="Your account").click()
    expect(agent.get_by_role("menuitemradio", name="Busy")).to_contain_text("until")

    enter(page, stack, tenant, "team")
    expect(page.get_by_role("row").filter(has_text=tenant.agent.name)).to_contain_text("until")
    page.get_by_role("button", name=f"Actions for {tenant.agent.name}").click()
    page.get_by_role("menuitem", name="Working hours").click()
    dialog = page.get_by_role("dialog", name="Working hours")
    expect(dialog.get_by_label("Saturday, from")).to_have_value("09:00")
    axe(page)
    dialog.get_by_role("switch", name="Available by schedule").click()
    expect(dialog.get_by_label("Saturday, from")).to_have_count(0)
