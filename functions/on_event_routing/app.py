"""ON several events: hands over conversations that wait too long, and applies a workspace's new rules."""

from connextlive.lambdas.consumer import consumer
from connextlive.chat import routing
from connextlive.events.types import AgentAwayDue, ReplyDue, RoutingChanged


@consumer
def handler(event: ReplyDue | AgentAwayDue | RoutingChanged) -> None:
    if isinstance(event, ReplyDue):
        routing.reply_due(event)
    elif isinstance(event, AgentAwayDue):
        routing.away_due(event)
    else:
        routing.rules_changed(event.tenant_id)
