"""Forms before the first message, and the attributes that they ask for: in the widget, and as the team sees and defines
them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.api.builders import a_conversation
from tests.api.client import Json, Tenant, becomes

from .conftest import Site
from .console import enter
from .widget import a_page, visit

ATTRIBUTES: Json = {
    "plan": {"label": "Plan", "type": "LIST", "options": ["Free", "Pro"]},
    "orderNumber": {"label": "Order", "of": "CONVERSATION"},
}
CONSENT: Json = {"text": {"en": "I agree.", "de": "Ich stimme zu."}, "url": "https://example.com/privacy"}


def has_forms(tenant: Tenant, **forms: Json) -> None:
    tenant.put("/api/tenant/workspace", {"settings": {"attributes": ATTRIBUTES, "forms": forms}}).ok()


def test_a_visitor_fills_in_the_form_before_their_first_message_by_keyboard(
    stack: str, tenant: Tenant, site: Site, page: Page, axe: Callable[..., None]
) -> None:
    fields = [
        {"field": "userName"},
        {"field": "userEmail", "isRequired": True},
        {"field": "attribute", "key": "plan", "isRequired": True},
        {"field": "attribute", "key": "orderNumber"},
    ]
    has_forms(tenant, preChat={"enabled": True, "intro": "Who are you?", "fields": fields}, consent=CONSENT)
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain)))
    widget.launcher.press("Enter")
    form = widget.panel.get_by_role("form", name="Start the chat")
    expect(form.get_by_text("Who are you?")).to_be_visible()
    expect(widget.panel.get_by_role("button", name="Send", exact=True)).to_be_hidden()
    name = form.get_by_role("textbox", name="Name (optional)")
    expect(name).to_be_focused()
    axe(page, "connextlive-widget")
    name.fill("Vera")
    name.press("Tab")
    email = form.get_by_role("textbox", name="E-mail")
    expect(email).to_be_focused()
    email.fill("vera@localhost")  # which the browser lets through
    form.get_by_role("combobox", name="Plan").select_option("Pro")
    form.get_by_role("textbox", name="Order (optional)").fill("A-7")
    consent = form.get_by_role("checkbox", name="I agree.")
    consent.press("Space")
    expect(form.get_by_role("link", name="Read more")).to_have_attribute("href", "https://example.com/privacy")
    email.press("Enter")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Enter a valid e-mail address")
    expect(email).to_be_focused()
    email.fill("vera@example.com")
    email.press("Enter")
    expect(form).to_be_hidden()
    expect(widget.box).to_be_focused()
    widget.say("Where is my order?")
    widget.state("Sent")
    (listed,) = tenant.conversations()
    found = tenant.get(f"/api/tenant/conversations/{listed['id']}").ok()["conversation"]
    assert (found["attributes"], found["visitor"]["attributes"]) == ({"orderNumber": "A-7"}, {"plan": "Pro"})
    assert (found["visitor"]["userName"], found["visitor"]["userEmail"]) == ("Vera", "vera@example.com")
    assert found["visitor"]["consent"]["text"] == "I agree."
    enter(page, stack, tenant, f"visitors/{found['visitorId']}")
    dialog = page.get_by_role("dialog", name="Vera")
    expect(dialog.get_by_text("I agree.")).to_be_visible()
    plan = dialog.get_by_role("combobox", name="Plan")
    expect(plan).to_have_value("Pro")
    plan.select_option("Free")
    axe(page, "[role=dialog]")
    dialog.get_by_role("button", name="Save").click()
    path = f"/api/tenant/visitors/{found['visitorId']}"
    becomes(lambda: tenant.get(path).ok()["visitor"]["attributes"], {"plan": "Free"})


def test_while_it_is_closed_a_visitor_leaves_a_message_with_their_address(
    stack: str, tenant: Tenant, site: Site, page: Page
) -> None:
    has_forms(tenant, offline={"enabled": True})
    tenant.put("/api/tenant/workspace", {"settings": {"hours": {"week": {}}}}).ok()
    widget = visit(page, site.put("/", a_page(stack, tenant.key.plain, attributes='data-language="de"'))).open()
    form = widget.panel.get_by_role("form", name="Senden")
    form.get_by_role("textbox", name="Name").fill("Vera")
    form.get_by_role("textbox", name="E-Mail").fill("vera@example.com")
    form.get_by_role("textbox", name="Nachricht").fill("Bitte um Rückruf")
    form.get_by_role("button", name="Senden").click()
    expect(widget.mine).to_have_text("Bitte um Rückruf")
    expect(widget.box).to_be_focused()
    expect(widget.log).to_contain_text("We are not here right now")
    becomes(lambda: [one["visitor"]["userEmail"] for one in tenant.conversations()], ["vera@example.com"])


def test_an_owner_defines_an_attribute_and_asks_for_it_and_an_agent_sets_it(
    stack: str, tenant: Tenant, page: Page, axe: Callable[..., None]
) -> None:
    enter(page, stack, tenant, "settings")
    section = page.get_by_role("region", name="Attributes")
    new = section.get_by_role("form", name="New attribute")
    new.get_by_label("Name").fill("Order number")
    new.get_by_label("About").select_option("Conversation")
    new.get_by_role("button", name="Add").click()
    expect(section.get_by_role("group", name="Order number")).to_be_visible()
    forms = page.get_by_role("region", name="Forms")
    forms.get_by_role("switch", name="Form before a chat begins").click()
    forms.get_by_label("Ask for").select_option("Order number")
    forms.get_by_role("checkbox", name="Order number is required").click()
    page.get_by_role("button", name="Save", exact=True).click()
    asked = {"field": "attribute", "key": "orderNumber", "isRequired": True}

    def fields() -> list[Json]:
        settings = tenant.get("/api/tenant/workspace").ok()["workspace"]["settings"]
        found: list[Json] = settings["forms"]["preChat"]["fields"]
        return found

    becomes(fields, [asked])
    axe(page)
    tenant.put("/api/tenant/workspace", {"settings": {"forms": None}}).ok()
    conversation_id = a_conversation(tenant, agent=tenant.agent, status="ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    panel = page.get_by_role("complementary", name="Visitor")
    order = panel.get_by_role("textbox", name="Order number")
    order.fill("A-7")
    order.press("Enter")
    becomes(lambda: tenant.conversation(conversation_id)["attributes"], {"orderNumber": "A-7"})
    expect(order).to_have_value("A-7")
    axe(page)
