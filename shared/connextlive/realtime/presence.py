"""That somebody is here, or went, whoever they are: a visitor or a user."""

from connextlive.chat import visitor
from connextlive.core.caller import Caller
from connextlive.core.errors import NotFound
from connextlive.identity import user
from connextlive.realtime import connection


def here(caller: Caller) -> bool:
    """Notes that they are here; False where what let them in no longer does."""
    if caller.role != "VISITOR":
        return user.here(caller.tenant_id, caller.id, caller.token_version)
    try:
        visitor.seen(caller.tenant_id, caller.id)
    except NotFound:
        return False
    return True


def note_lapsed(caller: Caller) -> None:
    """Has those looked for who went without a word, where the caller is one of those who want to know: as long as
    nobody listens, nobody needs to."""
    if caller.role != "VISITOR":
        visitor.note_lapsed(caller.tenant_id)
        user.note_lapsed(caller.tenant_id)


def left(tenant_id: str, person_id: str) -> None:
    """Notes that they went, unless another connection of theirs stands."""
    if not all(one.has_expired for one in connection.of_person(tenant_id, person_id)):
        return
    if person_id.startswith("vis_"):
        visitor.left(tenant_id, person_id)
    else:
        user.left(tenant_id, person_id)
