"""Schemas of the widget's configuration, which needs no session."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from connextlive.chat.schemas.widget_sessions import WidgetView
from connextlive.lambdas.common import Answer, Query

if TYPE_CHECKING:
    from connextlive.generated.values import WorkspaceValues
    from connextlive.identity.hours import Opening
    from connextlive.identity.user import ShownUser


class ConfigurationQuery(Query):
    """The API key as a query parameter, because a header would cost every page a CORS preflight."""

    api_key: Annotated[str, Field(max_length=200)] | None = None


class Face(Answer):
    """Somebody of the team, for those who have not written yet."""

    name: str
    avatar_url: str | None


class WidgetConfiguration(Answer):
    """The widget's configuration, the same for everybody; `websocketUrl` is empty if there is no WebSocket API. `team`
    are the agents whom the workspace shows before the first message, unless it hides agents' names."""

    widget: WidgetView
    websocket_url: str
    team: list[Face]

    @classmethod
    def of(
        cls,
        workspace: "WorkspaceValues",
        opening: "Opening | None",
        site_id: str,
        team: "Iterable[ShownUser]",
        websocket_url: str,
    ) -> Self:
        return cls(
            widget=WidgetView.of(workspace, opening, site_id),
            websocket_url=websocket_url,
            team=[Face(name=one["name"], avatar_url=one["avatar_url"]) for one in team],
        )
