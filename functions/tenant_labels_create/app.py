"""POST /api/tenant/labels: creates a label; its name must be free."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import label
from connextlive.identity.schemas.labels import LabelAnswer, LabelBody


@endpoint("POST", "/api/tenant/labels", idempotent=True)
def handler(caller: Caller, body: LabelBody) -> LabelAnswer:
    return LabelAnswer.of({**label.create(caller.tenant_id, body.name, body.color), "conversations": 0})
