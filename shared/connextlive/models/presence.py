"""That somebody is here, or went, whoever they are: a visitor or a user."""

from connextlive.http import Caller
from connextlive.models import connection, user, visitor


def here(caller: Caller) -> None:
    """Notes that they are here. Whoever answers visitors has those looked for at the same time who went without a word:
    as long as nobody listens, nobody needs to know."""
    if caller.role == "VISITOR":
        visitor.seen(caller.tenant_id, caller.id)
    else:
        user.here(caller.tenant_id, caller.id)
        visitor.note_lapsed(caller.tenant_id)
        user.note_lapsed(caller.tenant_id)


def left(tenant_id: str, person_id: str) -> None:
    """Notes that they went, unless another connection of theirs stands."""
    if connection.of_person(tenant_id, person_id):
        return
    if person_id.startswith("vis_"):
        visitor.left(tenant_id, person_id)
    else:
        user.left(tenant_id, person_id)
