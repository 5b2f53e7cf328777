"""ON visitor.deleted: deletes the files that the visitor uploaded."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.chat import removal


@consumer
def handler(detail: dict[str, Any]) -> None:
    removal.of_visitor(detail["tenantId"], detail["visitorId"])
