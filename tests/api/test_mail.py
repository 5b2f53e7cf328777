"""Email: what arrives, what bounces, what is suppressed, and the local page that shows it."""

from __future__ import annotations

from functools import partial

from .client import Api, Json, Tenant, an_email, eventually, unique


def test_an_invitation_arrives_as_text_and_as_html(tenant: Tenant) -> None:
    tenant.put("/api/tenant/workspace", {"name": "Bäcker & <Söhne>", "language": "tr"}).ok()
    email = an_email("ivy")
    tenant.post("/api/tenant/agents", {"name": "Ivy <b>", "email": email}).ok()
    eventually(lambda: tenant.api.mailed_token(email))
    (mail,) = tenant.api.mails(email)
    assert mail["subject"] == "Bäcker & <Söhne>: davetiniz"
    assert "Merhaba Ivy <b>," in mail["text"]
    assert "Merhaba Ivy &lt;b&gt;," in mail["html"]
    assert '<html lang="tr">' in mail["html"]


def test_an_address_that_bounced_is_not_written_to_any_more(tenant: Tenant) -> None:
    email = f"bounce+{unique('b')}@simulator.amazonses.com"
    tenant.post("/api/tenant/agents", {"name": "Nobody", "email": email}).ok()
    assert_suppressed(tenant, email)
    arrived = len(tenant.api.mails(email))
    tenant.put("/api/tenant/report-schedule", {"weekly": True, "recipients": [email, reached := an_email("boss")]}).ok()
    fire(tenant, "week")
    eventually(lambda: tenant.api.mailed_token(reached))
    assert len(tenant.api.mails(email)) == arrived


def test_a_complaint_suppresses_the_address(tenant: Tenant) -> None:
    email = f"complaint+{unique('c')}@simulator.amazonses.com"
    tenant.post("/api/tenant/agents", {"name": "Angry", "email": email}).ok()
    assert_suppressed(tenant, email)


def test_a_full_mailbox_is_written_to_again(tenant: Tenant) -> None:
    email = f"ooto+{unique('o')}@simulator.amazonses.com"
    for number in (1, 2):
        tenant.post("/api/tenant/agents", {"name": "Away", "email": email}).ok()
        eventually(partial(tenant.api.mailed_token, email, nth=number))


def assert_suppressed(tenant: Tenant, email: str) -> None:
    """An invitation is refused as soon as email to the address is known to bounce."""

    def refused() -> None:
        tenant.post("/api/tenant/agents", {"name": "Again", "email": email}).refused("EMAIL_SUPPRESSED")

    eventually(refused)


def fire(tenant: Tenant, period: str) -> None:
    """Runs the tenant's schedule now."""
    name = f"{tenant.id}-{period}"
    eventually(lambda: tenant.api.post(f"/local/schedules/{name}").ok())


def test_the_page_shows_sandboxed_emails(api: Api, tenant: Tenant) -> None:
    email = an_email("page")
    tenant.post("/api/tenant/agents", {"name": "<script>alert(1)</script>", "email": email}).ok()
    eventually(lambda: api.mailed_token(email))
    page = api.http.get("/local/mail").text
    assert email in page
    assert "<script" not in page
    assert '<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert page.index(email) < page.index("</details>")  # the newest first


def test_a_report_is_mailed_when_it_is_due_and_once(tenant: Tenant) -> None:
    boss = an_email("boss")
    tenant.visitor("Vera").says("Hello")
    order = {"weekly": True, "monthly": True, "recipients": [boss]}
    tenant.put("/api/tenant/report-schedule", order).ok()
    tenant.put("/api/tenant/workspace", {"timezone": "Asia/Tokyo", "language": "de"}).ok()

    def moved() -> None:
        found: list[Json] = tenant.api.get("/local/schedules").ok()["schedules"]
        assert [one["timezone"] for one in found if one["name"].startswith(tenant.id)] == ["Asia/Tokyo"] * 2

    eventually(moved)
    fire(tenant, "month")
    fire(tenant, "month")
    token = eventually(lambda: tenant.api.mailed_token(boss))
    for file, kind in (
        ("html", "text/html"),
        ("csv", "text/csv"),
        ("data.csv", "text/csv"),
        ("json", "application/json"),
    ):
        answer = tenant.api.http.get("/api/reports", params={"token": token, "file": file})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(kind)
    assert tenant.api.get(f"/api/reports?token={token}x").status == 404
    fire(tenant, "week")
    eventually(lambda: tenant.api.mailed_token(boss, nth=2))
    assert len(tenant.api.mails(boss)) == 2


def test_what_is_turned_off_is_scheduled_no_more(tenant: Tenant) -> None:
    tenant.put("/api/tenant/report-schedule", {"weekly": True, "recipients": [an_email("boss")]}).ok()
    fire(tenant, "week")
    tenant.put("/api/tenant/report-schedule", {}).ok()

    def gone() -> None:
        assert tenant.api.post(f"/local/schedules/{tenant.id}-week").status == 404

    eventually(gone)
