import pytest
from tests.browser.console import enter
from tests.api.builders import a_conversation
def test_shots(stack, tenant, page, new_context, screenshot):
    tenant.post("/api/tenant/labels", {"name": "Billing"}).ok()
    for n in ("Ada","Ben","Cleo"):
        c=a_conversation(tenant, visitor=tenant.visitor(userName=n), status="WAITING" if n!="Cleo" else "ACTIVE")
    enter(page, stack, tenant.agent, f"inbox/{c}")
    page.wait_for_timeout(1500)
    page.keyboard.press("Control+k"); page.wait_for_timeout(800); screenshot(page,"palette")
    page.keyboard.type("a"); page.wait_for_timeout(800); screenshot(page,"palette-typed"); page.keyboard.press("Escape")
    page.wait_for_timeout(300); page.keyboard.press("?"); page.wait_for_timeout(800); screenshot(page,"help")
    p=new_context(viewport={"width":1280,"height":1000}).new_page()
    enter(p, stack, tenant, "live"); p.wait_for_timeout(2500); screenshot(p,"live")
    p.set_viewport_size({"width":390,"height":844}); p.wait_for_timeout(500); screenshot(p,"live-phone")
