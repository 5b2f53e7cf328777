"""ON visitor.deleted: removes the files that the visitor uploaded."""

from typing import Any

from connextlive.consumers import consumer
from connextlive.models import removal


@consumer
def handler(detail: dict[str, Any]) -> None:
    removal.of_visitor(detail["tenantId"], detail["visitorId"])
