"""A file that is older than the workspace keeps files: its message stays, and says that there was one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from local.config import STACK_NAME
from local.emulator.aws import Aws
from tests.api.builders import PDF
from tests.api.client import Api

from .conftest import Site
from .console import enter, open_conversation, view
from .test_widget import Shop
from .widget import visit


@pytest.fixture
def shop(stack: str, api: Api) -> Shop:
    """A workspace that nobody has visited."""
    tenant = api.register("Lumen & Oak")
    return Shop(stack, tenant, tenant.agent, tenant.key)


def let_files_be_removed(data: Path, partition: str) -> None:
    """Notes in a conversation's messages that their files were removed: no test waits the day that it takes."""
    aws = Aws(f"http://127.0.0.1:{(data / 'ministack.pid').read_text().split()[1]}")
    resource = {"StackName": STACK_NAME, "LogicalResourceId": "Table"}
    table = aws.client("cloudformation").describe_stack_resource(**resource)["StackResourceDetail"][
        "PhysicalResourceId"
    ]
    client = aws.client("dynamodb")
    found = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :message)",
        ExpressionAttributeValues={":pk": {"S": partition}, ":message": {"S": "message#"}},
    )
    for item in found["Items"]:
        for file in item.get("attachments", {"L": []})["L"]:
            file["M"]["removed_at"] = {"S": "2026-01-31T09:30:00.000Z"}
        client.put_item(TableName=table, Item=item)


def test_agents_and_visitors_see_that_a_file_was_removed(
    shop: Shop,
    data: Path,
    site: Site,
    page: Page,
    new_context: Callable[..., BrowserContext],
    axe: Callable[..., None],
) -> None:
    widget = visit(page, shop.page(site)).open()
    widget.say("Where is the guide?")
    conversation_id = shop.conversation("Where is the guide?")
    shop.agent.sends_files(conversation_id, ("guide.pdf", PDF, "application/pdf"), content="Here").ok()
    expect(widget.panel.get_by_role("link", name="guide.pdf")).to_be_visible()
    let_files_be_removed(data, f"{shop.tenant.id}#{conversation_id}")

    page.reload()
    expect(widget.panel).to_contain_text("guide.pdf")
    expect(widget.panel).to_contain_text("Removed")
    expect(widget.panel.get_by_role("link", name="guide.pdf")).to_have_count(0)
    axe(page)

    console = enter(new_context().new_page(), shop.stack, shop.agent)
    view(console, "Mine")
    open_conversation(console, "Visitor")
    thread = console.get_by_role("region", name="Conversation", exact=True)
    expect(thread).to_contain_text("Removed on")
    expect(thread.get_by_role("link", name="guide.pdf")).to_have_count(0)
    axe(console)
