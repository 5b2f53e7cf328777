"""Schemas of the widget's configuration, which needs no session."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.chat.schemas.widget_sessions import WidgetView
from connextlive.lambdas.common import Answer, Query

if TYPE_CHECKING:
    from connextlive.generated.values import WorkspaceValues
    from connextlive.identity.hours import Opening


class ConfigurationQuery(Query):
    """The API key as a query parameter, because a header would cost every page a CORS preflight."""

    api_key: Annotated[str, Field(max_length=200)] | None = None


class WidgetConfiguration(Answer):
    """The widget's configuration, the same for everybody; `websocketUrl` is empty if there is no WebSocket API."""

    widget: WidgetView
    websocket_url: str

    @classmethod
    def of(cls, workspace: "WorkspaceValues", opening: "Opening | None", websocket_url: str) -> Self:
        return cls(widget=WidgetView.of(workspace, opening), websocket_url=websocket_url)
