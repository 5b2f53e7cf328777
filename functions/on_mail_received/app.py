"""ON mail.received: sends a visitor's answer to a mail as their message into the conversation."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.chat import mailed_answer


@consumer
def handler(detail: dict[str, Any]) -> None:
    """Handles SES's notification of a mail that it has put into the bucket."""
    mailed_answer.receive(detail)
