"""ON mail.bounced: suppresses further email to an address that bounced or whose owner complained, and tells agents."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.email import suppression


@consumer
def handler(detail: dict[str, Any]) -> None:
    """Handles SES's event (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html)."""
    mail: dict[str, Any] = detail.get("mail", {})
    tags = {name: values[0] for name, values in mail.get("tags", {}).items() if values}
    for address, reason, since in refusals(detail):
        suppression.add(address, reason, since)
        if "conversation" in tags:
            from connextlive.chat import returned_mail  # most mails arrive

            returned_mail.tell(tags["tenant"], tags["conversation"], address, mail["messageId"])


def refusals(detail: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Which addresses to suppress, why, and since when. A full mailbox or an auto-reply is no reason: SES retries by
    itself."""
    if bounce := detail.get("bounce"):
        if bounce["bounceType"] == "Permanent":
            for recipient in bounce["bouncedRecipients"]:
                yield parseaddr(recipient["emailAddress"])[1], "BOUNCE", bounce["timestamp"]
    elif (complaint := detail.get("complaint")) and complaint.get("complaintFeedbackType") != "not-spam":
        for recipient in complaint["complainedRecipients"]:
            yield parseaddr(recipient["emailAddress"])[1], "COMPLAINT", complaint["timestamp"]
