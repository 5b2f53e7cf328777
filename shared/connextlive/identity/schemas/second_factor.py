"""Schemas of two-factor authentication."""

from typing import Annotated, Self

from pydantic import Field

from connextlive.identity.schemas.auth import Code, LoginAnswer
from connextlive.identity.second_factor import SecondFactor, Setup
from connextlive.identity.user import User
from connextlive.identity.user_session import Issued
from connextlive.lambdas.common import Answer, Body, Password

type GivenCode = Annotated[Code, Field(min_length=1)]


class SecondFactorView(Answer):
    """Whether the user has two-factor authentication, and whether their workspace requires it."""

    is_on: bool
    is_required: bool
    enabled_at: str | None
    recovery_codes_left: int

    @classmethod
    def of(cls, found: SecondFactor, is_required: bool) -> Self:
        left, is_on = len(found.recovery_hashes), found.nonce is not None
        return cls(is_on=is_on, is_required=is_required, enabled_at=found.enabled_at, recovery_codes_left=left)


class SetupView(Answer):
    """What an authenticator app needs: the secret to be typed, or the URL as a QR code."""

    secret: str
    otpauth_url: str

    @classmethod
    def of(cls, setup: Setup) -> Self:
        return cls(secret=setup.secret, otpauth_url=setup.otpauth_url)


class RecoveryCodes(Answer):
    """Ten codes, each for one login without the app, returned only once."""

    recovery_codes: list[str]


class TurnedOn(RecoveryCodes):
    """The recovery codes; for a user whose token was limited to this setup, `login` has an unlimited one."""

    login: LoginAnswer | None

    @classmethod
    def of(cls, codes: list[str], person: User, issued: Issued | None) -> Self:
        return cls(recovery_codes=codes, login=LoginAnswer.of(person, issued) if issued else None)


class PasswordBody(Body):
    """The user's password."""

    password: Password


class CodeBody(Body):
    """A code of the authenticator app, or a recovery code."""

    code: GivenCode


class TurnOffBody(PasswordBody):
    """The user's password, and a code of the authenticator app or a recovery code."""

    code: GivenCode
