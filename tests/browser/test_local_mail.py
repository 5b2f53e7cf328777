"""The page of sent mails, where a mail is answered as its recipient would."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.builders import a_mailed_code
from tests.api.client import Tenant, an_email, becomes


def test_a_mail_is_answered_on_the_page(page: Page, tenant: Tenant) -> None:
    email = an_email("vera")
    visitor = tenant.visitor("Vera", userEmail=email)
    a_mailed_code(visitor)
    conversation = tenant.conversations()[0]["id"]
    page.goto(f"{tenant.api.base_url}/local/mail")
    mail = page.locator("details").filter(has_text=email)
    mail.locator("summary").press("Enter")
    mail.get_by_label("Answer as the recipient").fill("To Oslo, please.\n- one lamp")
    mail.get_by_role("button", name="Send the answer").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your answer is on its way.")
    becomes(
        lambda: [one["content"] for one in tenant.messages(conversation) if one["byMail"]],
        ["To Oslo, please.\n- one lamp"],
    )
