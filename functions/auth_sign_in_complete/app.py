"""POST /api/auth/sign-in/complete: exchanges the identity provider's response for a token valid for seven days."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import identities, user_session
from connextlive.identity.schemas.auth import LoginAnswer
from connextlive.identity.schemas.identities import SignInBody
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/auth/sign-in/complete", limit="sign_in", audit="user.signed_in")
def handler(body: SignInBody, request: Request) -> LoginAnswer:
    session = user_session.Beginning(request.address, request.user_agent)
    signed_in = identities.sign_in_with(body.returned, session)
    return LoginAnswer.of(signed_in.person, session.issued, signed_in.logout_url)
