"""GET /api/agent/labels: lists the workspace's labels by name, with how many conversations have each."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import label
from connextlive.identity.schemas.labels import Labels


@endpoint("GET", "/api/agent/labels")
def handler(caller: Caller) -> Labels:
    return Labels.of(label.with_counts(caller.tenant_id, is_counted=caller.access is None))
