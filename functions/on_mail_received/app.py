"""ON mail.received: sends a visitor's answer to a mail as their message into the conversation."""

from typing import Any, cast

from connextlive.lambdas.consumer import consumer
from connextlive.chat import mailed_answer
from connextlive.email.received import Notification


@consumer
def handler(detail: dict[str, Any]) -> None:
    """Handles SES's notification of a mail that it has put into the bucket."""
    mailed_answer.receive(cast("Notification", detail))
