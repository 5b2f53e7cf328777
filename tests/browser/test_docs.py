"""The API reference page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.api.client import Api


def test_every_operation_is_on_the_page_and_in_its_index(page: Page, api: Api) -> None:
    document = api.get("/api/openapi.json").ok()
    known = sorted(one["operationId"] for methods in document["paths"].values() for one in methods.values())
    page.goto(f"{api.base_url}/api/docs")
    expect(page.locator("article")).to_have_count(len(known))
    assert sorted(one.get_attribute("id") or "" for one in page.locator("article").all()) == known
    links = sorted(one.get_attribute("href") or "" for one in page.locator("#index a").all())
    assert links == [f"#{name}" for name in known]
