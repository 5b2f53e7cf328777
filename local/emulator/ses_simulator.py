"""SES's mailbox simulator: addresses that bounce and complain."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from local.emulator.sent_mails import timestamp

SIMULATOR = "simulator.amazonses.com"


def answer_of(message_id: str, email: Mapping[str, Any], configuration_set: str) -> dict[str, Any] | None:
    """The event that SES publishes about an email to its mailbox simulator
    (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html); None for any other email. Labels are
    allowed: bounce+anything@."""
    to = str(email["to"][0])
    name, _, domain = to.partition("@")
    make = _ANSWERS.get(name.partition("+")[0])
    if domain != SIMULATOR or make is None:
        return None
    happened, detail = make(to, timestamp(datetime.now(UTC)))
    mail = {
        "timestamp": email["sentAt"],
        "source": "no-reply@example.com",
        "messageId": message_id,
        "destination": [to],
        "commonHeaders": {"to": [to], "subject": email["subject"], "messageId": message_id},
        "tags": {
            "ses:configuration-set": [configuration_set],
            **{name: [value] for name, value in email.get("tags", {}).items()},
        },
    }
    return {"source": "aws.ses", "detail-type": happened, "detail": detail | {"mail": mail}}


def _bounce(kind: str, subtype: str, status: str) -> Callable[[str, str], tuple[str, dict[str, Any]]]:
    def make(to: str, at: str) -> tuple[str, dict[str, Any]]:
        recipient = {"emailAddress": to, "action": "failed", "status": status, "diagnosticCode": f"smtp; {status}"}
        bounce = {
            "bounceType": kind,
            "bounceSubType": subtype,
            "bouncedRecipients": [recipient],
            "timestamp": at,
            "feedbackId": f"simulated-{at}",
            "reportingMTA": f"dns; {SIMULATOR}",
        }
        return "Email Bounced", {"eventType": "Bounce", "bounce": bounce}

    return make


def _complaint(to: str, at: str) -> tuple[str, dict[str, Any]]:
    complaint = {
        "complainedRecipients": [{"emailAddress": to}],
        "timestamp": at,
        "feedbackId": f"simulated-{at}",
        "complaintSubType": None,
        "complaintFeedbackType": "abuse",
        "userAgent": "Amazon SES Mailbox Simulator",
        "arrivalDate": at,
    }
    return "Email Complaint Received", {"eventType": "Complaint", "complaint": complaint}


_ANSWERS = {
    "bounce": _bounce("Permanent", "General", "5.1.1"),
    "ooto": _bounce("Transient", "General", "4.0.0"),
    "complaint": _complaint,
}
