"""Logging in, signing up, and getting back in."""

from typing import Annotated, Literal, Self

from pydantic import Field

from connextlive.identity.avatar_links import avatar_url
from connextlive.identity.user import User
from connextlive.lambdas.common import Answer, Body, Email, EmailText, Name, NewPassword, Password


class UserView(Answer):
    """Who logged in."""

    id: str
    email: str
    name: str
    role: Literal["CUSTOMER", "AGENT"]
    tenant_id: str
    avatar_url: str | None


class LoginAnswer(Answer):
    """A token of seven days, and whose it is."""

    token: str
    expires_at: str
    user: UserView

    @classmethod
    def of(cls, user: User) -> Self:
        """Logs the user in."""
        from connextlive.identity import tokens  # brings PyJWT, which the file's other users do without

        claims = tokens.Claims(user.tenant_id, user.id, user.role, user.token_version)
        token, expires_at = tokens.issue(claims)
        values = {**user.attribute_values, "tenant_id": user.tenant_id, "avatar_url": avatar_url(user.avatar_key)}
        return cls(token=token, expires_at=expires_at, user=UserView.model_validate(values))


class LoginBody(Body):
    """E-mail and password. Whether the e-mail is one is looked at when it turns out to be nobody's."""

    email: EmailText
    password: Password


class RegisterBody(Body):
    """A company, and its first user."""

    company_name: Name
    name: Name
    email: Email
    password: NewPassword


class AcceptInviteBody(Body):
    """The mail's token, and the password to be."""

    token: Annotated[str, Field(min_length=1, max_length=500)]
    password: NewPassword


class ForgotPasswordBody(Body):
    """Whose password is lost."""

    email: Email


class ResetPasswordBody(AcceptInviteBody):
    """The mail's token, and the new password."""


class Acknowledged(Answer):
    """That the request was taken, and nothing more: who has an account is nobody's business."""

    ok: bool = True
