"""PATCH /api/tenant/labels/{id}: renames, recolors or archives a label; conversations keep it."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.caller import Caller
from connextlive.identity import label
from connextlive.identity.schemas.labels import LabelAnswer, LabelChanges


@endpoint("PATCH", "/api/tenant/labels/{id}")
def handler(caller: Caller, id: str, body: LabelChanges) -> LabelAnswer:
    changed = label.update(caller.tenant_id, id, body.changes())
    return LabelAnswer.of(label.with_count(caller.tenant_id, changed))
