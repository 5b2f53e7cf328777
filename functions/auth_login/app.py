"""POST /api/auth/login: exchanges e-mail and password for a token of seven days."""

import os

from connextlive.lambdas.endpoint import endpoint
from connextlive.core import email_address
from connextlive.core.errors import Unauthorized
from connextlive.identity import passwords, user
from connextlive.identity.schemas.auth import LoginAnswer, LoginBody
from connextlive.lambdas.request import Request
from connextlive.table import throttle

PER_EMAIL = int(os.environ.get("LOGIN_FAILURES_PER_EMAIL", "10"))
PER_ADDRESS = int(os.environ.get("LOGIN_FAILURES_PER_ADDRESS", "100"))


@endpoint("POST", "/api/auth/login")
def handler(body: LoginBody, request: Request) -> LoginAnswer:
    email, address = f"login#{email_address.normal(body.email)}", f"address#{request.network}"
    throttle.check({email: PER_EMAIL, address: PER_ADDRESS})
    found = user.by_login(body.email)
    # Checked before anything about the user is, so that the time taken says nothing about them.
    is_right = passwords.matches(found.password_hash if found else None, body.password)
    if found is None or not is_right or found.status != "ACTIVE":
        throttle.note(email)
        throttle.note(address)
        raise Unauthorized("Invalid email or password")
    return LoginAnswer.of(found)
