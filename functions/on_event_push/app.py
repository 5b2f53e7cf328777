"""ON several events: sends push notifications to agents about their conversations, unless they have seen it already."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.push.notifications import push


@consumer
def handler(detail: dict[str, Any]) -> None:
    push(detail)
