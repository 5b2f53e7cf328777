"""GET /api/widget/configuration: returns the widget's appearance, who answers, and the WebSocket's URL."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import session
from connextlive.chat.schemas.widget_configuration import ConfigurationQuery, WidgetConfiguration
from connextlive.core.environment import environment
from connextlive.lambdas.request import Request


@endpoint("GET", "/api/widget/configuration", max_age=300)
def handler(query: ConfigurationQuery, request: Request) -> WidgetConfiguration:
    workspace, opening, site_id = session.configured(request, query.api_key or request.header("X-API-Key"))
    return WidgetConfiguration.of(workspace, opening, site_id, session.team_shown(workspace), environment.websocket_url)
