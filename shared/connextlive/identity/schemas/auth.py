"""Schemas of login, registration and password reset."""

from typing import Annotated, Any, Literal, Self

from pydantic import MISSING, Field

from connextlive.identity.user import User, position_of
from connextlive.identity.user_session import Issued
from connextlive.lambdas.common import Answer, Body, Email, EmailText, Name, NewPassword, Password

type Code = Annotated[str, Field(max_length=40)]


class UserView(Answer):
    """The authenticated user. `position` is theirs beneath the role."""

    id: str
    email: str
    name: str
    role: Literal["CUSTOMER", "AGENT"]
    position: Literal["OWNER", "ADMIN", "LEAD", "AGENT"]
    tenant_id: str
    avatar_url: str | None


class LoginAnswer(Answer):
    """A token valid for seven days, and its user. With `secondFactor`, the token can only be used to set up two-factor
    authentication, which the workspace requires. `logoutUrl` logs users who signed in with an identity provider out of
    it."""

    token: str
    expires_at: str
    user: UserView
    second_factor: Literal["SETUP_REQUIRED"] | MISSING = MISSING
    logout_url: str | MISSING = MISSING

    @classmethod
    def of(cls, user: User, issued: Issued, logout_url: str | None = None) -> Self:
        """The user with their token and its expiry."""
        values = {**user.shown(), "tenant_id": user.tenant_id, "position": position_of(user.values)}
        more: dict[str, Any] = {"second_factor": "SETUP_REQUIRED"} if issued.is_limited else {}
        more |= {"logout_url": logout_url} if logout_url else {}
        view = UserView.model_validate(values)
        return cls(token=issued.token, expires_at=issued.expires_at, user=view, **more)


class LoginBody(Body):
    """Email address and password; for users with two-factor authentication also `code`, from their authenticator app,
    or a recovery code. The address is validated only if no user has it."""

    email: EmailText
    password: Password
    code: Code | None = None


class ConfirmedBody(Body):
    """The user's password again and, with two-factor authentication, a code of their authenticator app or a recovery
    code."""

    password: Password
    code: Code | None = None


class RegisterBody(Body):
    """The company, and the workspace's owner."""

    company_name: Name
    name: Name
    email: Email
    password: NewPassword


class AcceptInviteBody(Body):
    """The token from the email, and the password to set."""

    token: Annotated[str, Field(min_length=1, max_length=500)]
    password: NewPassword


class ConfirmEmailBody(Body):
    """The token from the email."""

    token: Annotated[str, Field(min_length=1, max_length=500)]


class ForgotPasswordBody(Body):
    """The user's email address."""

    email: Email


class ResetPasswordBody(AcceptInviteBody):
    """The token from the email, and the new password."""


class Acknowledged(Answer):
    """The request was accepted. The response is the same whether the user exists or not."""

    ok: bool = True
