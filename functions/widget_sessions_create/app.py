"""POST /api/widget/sessions: starts a session with the site's API key, for a new, returning or verified visitor."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import session
from connextlive.chat.schemas.widget_sessions import SessionAnswer, SessionBody
from connextlive.core.caller import Sender
from connextlive.lambdas.request import Request


def of_site(request: Request) -> Sender:
    """Scopes idempotency keys to the site's API key, and refuses revoked keys."""
    key = session.admit(request)
    return key.tenant_id, key.id


@endpoint("POST", "/api/widget/sessions", idempotent=of_site, limit="session")
def handler(body: SessionBody, request: Request) -> SessionAnswer:
    key = session.admit(request)
    opened = session.open_session(key, body.claim(), body.facts(), request, body.touch_points)
    return SessionAnswer.of(opened, session.token_of(opened.visitor))
