"""Schemas of login, registration and password reset."""

from typing import Annotated, Literal, Self

from pydantic import Field

from connextlive.identity.user import User
from connextlive.lambdas.common import Answer, Body, Email, EmailText, Name, NewPassword, Password


class UserView(Answer):
    """The authenticated user."""

    id: str
    email: str
    name: str
    role: Literal["CUSTOMER", "AGENT"]
    tenant_id: str
    avatar_url: str | None


class LoginAnswer(Answer):
    """A token valid for seven days, and its user."""

    token: str
    expires_at: str
    user: UserView

    @classmethod
    def of(cls, user: User, issued: tuple[str, str]) -> Self:
        """The user with their token and its expiry."""
        token, expires_at = issued
        values = {**user.shown(), "tenant_id": user.tenant_id}
        return cls(token=token, expires_at=expires_at, user=UserView.model_validate(values))


class LoginBody(Body):
    """Email address and password. The address is validated only if no user has it."""

    email: EmailText
    password: Password


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
