"""Presence of visitors and users alike."""

from connextlive.chat import visitor_presence
from connextlive.core.caller import Caller
from connextlive.core.errors import Forbidden, NotFound, Unauthorized
from connextlive.identity import user_presence
from connextlive.realtime import connection


def here(caller: Caller, received_id: str | None = None) -> bool:
    """Records that somebody is online, and which message has reached a visitor's widget; False if they no longer have
    access, or see other conversations than when they connected."""
    if caller.role != "VISITOR":
        person = user_presence.seen(caller.tenant_id, caller.id, caller.token_version, caller.session_id)
        return person is not None and user_presence.placed(caller, person).access == caller.access
    try:
        visitor_presence.seen(caller.tenant_id, caller.id, received_id=received_id)
    except (Forbidden, NotFound, Unauthorized):  # blocked, deleted, or merged
        return False
    return True


def received(caller: Caller, received_id: str) -> None:
    """Records which message has reached a widget that its visitor is not looking at."""
    if caller.role == "VISITOR":
        visitor_presence.received(caller.tenant_id, caller.id, received_id)


def admitted(caller: Caller) -> bool:
    """The same for somebody whose connection is being opened; a visitor's heartbeats do not check their token."""
    version = caller.token_version
    if (
        caller.role == "VISITOR"
        and version is not None
        and not visitor_presence.is_admitted(caller.tenant_id, caller.id, version, caller.address)
    ):
        return False
    return here(caller)


def note_lapsed(caller: Caller) -> None:
    """Looks for people whose presence has expired, on behalf of the team: while nobody is connected, nobody needs to
    know."""
    if caller.role != "VISITOR":
        from connextlive.identity import user  # only teams' pings look

        visitor_presence.note_lapsed(caller.tenant_id)
        user.note_lapsed(caller.tenant_id)


def left(tenant_id: str, person_id: str) -> None:
    """Records that somebody left, unless they have another connection."""
    if not all(one.has_expired for one in connection.of_person(tenant_id, person_id)):
        return
    if person_id.startswith("vis_"):
        visitor_presence.left(tenant_id, person_id)
    else:
        user_presence.left(tenant_id, person_id)
