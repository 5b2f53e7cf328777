"""POST /api/auth/login: exchanges an email address and password for a token valid for seven days."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.identity import login, user_session
from connextlive.identity.schemas.auth import LoginAnswer, LoginBody
from connextlive.lambdas.request import Request


@endpoint("POST", "/api/auth/login", audit="user.logged_in")
def handler(body: LoginBody, request: Request) -> LoginAnswer:
    session = user_session.Beginning(request.address, request.user_agent)
    user = login.log_in(body.email, body.password, body.code, request.network, session)
    return LoginAnswer.of(user, session.issued)
