"""Texts and files look alike in widget and console: links, direction, files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.api.builders import PDF, a_docx, a_zip
from tests.api.client import Tenant, eventually
from tools import ROOT

from .console import enter, messages, view
from .widget import visit

CASES = json.loads((ROOT / "web" / "shared" / "links.json").read_text(encoding="utf-8"))
# One of each kind; all are tried by the unit tests (make test-web).
LINKS = [case for case in CASES if case["text"][:1] in ("„", "见", "(", "*", "H", "w", "'") or not case["links"]][:40]
ARABIC, HEBREW, NAME = "مرحبا، هل المنتج متوفر؟ ABC 123!", "שלום! 5 ימים.", "نورة"


def links_in(bubbles: Locator) -> dict[str, list[str]]:
    found = bubbles.evaluate_all(
        "all => all.map(one => [one.textContent, [...one.querySelectorAll('a')].map(a => a.href)])"
    )
    return dict(found)


def test_links_end_where_a_person_would_end_them_in_widget_and_console(
    page: Page, context: BrowserContext, stack: str, tenant: Tenant
) -> None:
    visitor = tenant.visitor("Jane Cooper")
    written = {case["text"]: [*case["links"].values()] for case in LINKS if case["text"]}
    conversation_id = visitor.says("\n".join(written))
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(page.get_by_role("log")).to_contain_text("见https://example.com/a")
    assert links_in(page.locator(".words")) == {"\n".join(written): [href for all in written.values() for href in all]}

    widget = visit(context.new_page(), f"{stack}/demo/?key={tenant.key.plain}").open()
    widget.say("„https://example.com/a“ und www.example.com/b。")
    assert links_in(widget.mine) == {
        "„https://example.com/a“ und www.example.com/b。": ["https://example.com/a", "https://www.example.com/b"]
    }


@pytest.mark.parametrize("text", [ARABIC, HEBREW])
def test_the_console_shows_right_to_left_texts_in_their_direction(
    page: Page, stack: str, tenant: Tenant, text: str
) -> None:
    conversation_id = tenant.visitor(NAME).says(text)
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(page.locator(".words")).to_have_text(text)
    assert messages(page) == [text]
    view(page, "Waiting")
    row = page.get_by_role("region", name="Conversations").get_by_role("link", name=NAME)
    thread = page.get_by_role("region", name="Conversation", exact=True)
    for place in (
        page.locator(".words"),
        row.get_by_text(text),
        row.get_by_text(NAME),
        thread.get_by_role("heading", level=2),
    ):
        expect(place).to_have_css("direction", "rtl")
    box = page.get_by_role("textbox", name="Reply")
    box.fill(text)
    expect(box).to_have_css("direction", "rtl")
    box.fill("Hello")
    expect(box).to_have_css("direction", "ltr")


DOCX = a_docx()
AS_WINDOWS_SAYS = [
    ("a.zip", "application/x-zip-compressed", a_zip(), "application/zip"),
    ("b.docx", "", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("n" * 280 + ".pdf", "application/pdf", PDF, "application/pdf"),
]
CHOOSE = """(input, [name, type, bytes]) => {
  const chosen = new DataTransfer()
  chosen.items.add(new File([Uint8Array.from(bytes)], name, { type }))
  input.files = chosen.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}"""


@pytest.mark.parametrize(("name", "claimed", "content", "mime_type"), AS_WINDOWS_SAYS, ids=["zip", "docx", "long"])
def test_the_console_sends_what_the_api_takes(
    page: Page, stack: str, tenant: Tenant, name: str, claimed: str, content: bytes, mime_type: str
) -> None:
    visitor = tenant.visitor()
    conversation_id = visitor.says("Hello")
    enter(page, stack, tenant.agent, f"inbox/{conversation_id}")
    expect(page.locator(".words")).to_have_text("Hello")
    page.locator("input[type=file]").evaluate(CHOOSE, [name, claimed, list(content)])
    page.get_by_role("button", name="Send", exact=True).click()

    def sent() -> dict[str, Any]:
        attachments = visitor.messages()[-1]["attachments"]
        assert len(attachments) == 1
        (file,) = attachments
        return {key: file[key] for key in ("fileName", "mimeType", "size")}

    cut = name if len(name) <= 255 else "n" * 251 + ".pdf"
    assert eventually(sent) == {"fileName": cut, "mimeType": mime_type, "size": len(content)}
