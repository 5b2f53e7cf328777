"""Email: what arrives, what bounces, what is suppressed, and the local page that shows it."""

from __future__ import annotations

from functools import partial

from tests.support.mails import a_mail

from .builders import a_mailed_code
from .client import Api, Json, Tenant, an_email, becomes, eventually, unique

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


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
    tenant.put("/api/tenant/report-schedule", {"weekly": True, "recipients": [email, reached := an_email("boss")]}).ok()
    fire(tenant, "week")
    eventually(lambda: tenant.api.mailed_token(reached))
    (report,) = tenant.api.mails(reached)
    # An invitation that was being sent when the address became known may still arrive.
    assert {mail["subject"] for mail in tenant.api.mails(email)} == {"Your invitation to Acme"} != {report["subject"]}


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


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Away:
    """A visitor who has left, and the mail about what an agent wrote to them since."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant, self.email = tenant, an_email("vera")
        visitor = tenant.visitor("Vera", userEmail=self.email)
        a_mailed_code(visitor, answer="Yes, we do.")
        self.id: str = visitor.messages()[0]["conversationId"]

    def mail(self, nth: int = 1) -> Json:
        def arrived() -> Json:
            mails = self.tenant.api.mails(self.email)
            assert len(mails) == nth
            return mails[-1]

        return eventually(arrived)

    def answers(self, mail: Json, text: str) -> None:
        form = {"messageId": mail["messageId"], "text": text}
        assert self.tenant.api.http.post("/local/mail", data=form).status_code == 303

    def said(self) -> list[tuple[str, bool]]:
        """What they wrote by mail, and whether it is known to be theirs."""
        messages = self.tenant.messages(self.id)
        return [(one["content"], one["byMail"]["isTheirs"]) for one in messages if one["byMail"]]


def test_a_mail_about_unread_messages_is_answered_by_mail_and_so_is_the_next(tenant: Tenant) -> None:
    away = Away(tenant)
    first = away.mail()
    assert first["replyTo"][0].endswith("@replies.example.com")
    away.answers(first, "To Oslo, please.")
    becomes(away.said, [("To Oslo, please.", True)])
    tenant.agent.sends(away.id, "It takes a week.").ok()
    second = away.mail(nth=2)
    assert "It takes a week." in second["text"]
    assert "Yes, we do." not in second["text"]
    away.answers(second, "Good.")
    becomes(away.said, [("To Oslo, please.", True), ("Good.", True)])
    assert second["headers"]["References"].startswith(f"<{away.id}@replies.example.com> <")


def test_a_whole_mail_with_a_file_opens_a_resolved_conversation_and_an_out_of_office_does_not(tenant: Tenant) -> None:
    away = Away(tenant)
    tenant.agent.post(f"/api/agent/conversations/{away.id}/resolve").ok()
    (to,) = away.mail()["replyTo"]
    absent = a_mail("I am away.", sender=away.email, to=to, headers={"Auto-Submitted": "auto-replied"})
    other = a_mail(files=[("a.pdf", "application/pdf", PDF)], sender="victor@example.net", to=to)
    for mail in (absent, other):
        assert away.tenant.api.http.post("/local/mail/received", content=mail.as_bytes()).json() == {"received": True}
    becomes(away.said, [("Yes, please.", False)])
    assert tenant.conversation(away.id)["status"] == "WAITING"
    (file,) = tenant.messages(away.id)[-1]["attachments"]
    assert (file["fileName"], away.tenant.api.http.get(file["url"]).content) == ("a.pdf", PDF)
    assert away.tenant.api.http.post("/local/mail/received?to=x@elsewhere.example", content=b"").json() == {
        "received": False
    }


def test_agents_are_told_that_a_mail_to_their_visitor_came_back(tenant: Tenant) -> None:
    email = f"bounce+{unique('b')}@simulator.amazonses.com"
    visitor = tenant.visitor("Vera", userEmail=email)
    a_mailed_code(visitor)
    conversation = visitor.messages()[0]["conversationId"]

    def notes() -> list[tuple[str, bool]]:
        found = tenant.messages(conversation)
        return [(one["content"], one["isInternal"]) for one in found if one["senderType"] == "SYSTEM"]

    becomes(notes, [(f"The e-mail to {email} bounced or was reported as spam. No more are sent there.", True)])
    assert "SYSTEM" not in [one["senderType"] for one in visitor.messages()]
