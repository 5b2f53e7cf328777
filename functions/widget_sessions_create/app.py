"""POST /api/widget/sessions: starts a session with the site's API key, for a new, returning or verified visitor."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import page_views, proof_of_work, session
from connextlive.chat.schemas.widget_sessions import SessionAnswer, SessionBody
from connextlive.core.caller import Sender
from connextlive.lambdas.request import Request


def of_site(request: Request) -> Sender:
    """Scopes idempotency keys to the site's API key, and refuses revoked keys."""
    key = session.admit(request).key
    return key.tenant_id, key.id


@endpoint("POST", "/api/widget/sessions", idempotent=of_site, limit="session", beyond=proof_of_work.excuse)
def handler(body: SessionBody, request: Request) -> SessionAnswer:
    admitted = session.admit(request)
    said = body.touch_points, body.proof_of_work, body.form.answers() if body.form else None
    opened = session.open_session(admitted, body.claim(), body.facts(), request, *said)
    page_views.record_if_possible(opened.visitor.tenant_id, opened.visitor.id, body.current_url, body.title)
    return SessionAnswer.of(opened, session.token_of(opened.visitor, opened.device))
