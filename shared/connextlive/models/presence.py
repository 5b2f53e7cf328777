"""That somebody is here, or went, whoever they are: a visitor or a user."""

from connextlive.http import Caller
from connextlive.models import connection, user, visitor


def here(caller: Caller) -> None:
    """Notes that they are here."""
    if caller.role == "VISITOR":
        visitor.seen(caller.tenant_id, caller.id)
    else:
        user.here(caller.tenant_id, caller.id)


def note_lapsed(caller: Caller) -> None:
    """Has those looked for who went without a word, where the caller is one of those who want to know: as long as
    nobody listens, nobody needs to."""
    if caller.role != "VISITOR":
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
