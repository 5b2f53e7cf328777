"""What a page needs to show the bubble, before anybody is known."""

from typing import Annotated, Self

from pydantic import Field

from connextlive.chat.schemas.widget_sessions import WidgetView
from connextlive.lambdas.common import Answer, Query
from connextlive.table.codec import Raw


class ConfigurationQuery(Query):
    """The API key, in the address: a header would cost each page a preflight."""

    api_key: Annotated[str, Field(max_length=200)] | None = None


class WidgetConfiguration(Answer):
    """The widget, as for everybody; `websocketUrl` is empty where there is no WebSocket API."""

    widget: WidgetView
    websocket_url: str

    @classmethod
    def of(cls, workspace: Raw, websocket_url: str) -> Self:
        return cls(widget=WidgetView.of(workspace), websocket_url=websocket_url)
