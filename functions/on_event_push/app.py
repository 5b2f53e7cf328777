"""ON several events: pushes to agents what concerns their conversations, unless they see it already."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.push.notifications import push


@consumer
def handler(detail: dict[str, Any]) -> None:
    push(detail)
