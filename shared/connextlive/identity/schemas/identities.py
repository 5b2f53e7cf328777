"""Schemas of signing in by a workspace's identity provider."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StringConstraints

from connextlive.identity.schemas.auth import Code
from connextlive.identity.sign_in import SignIn
from connextlive.lambdas.common import Answer, Body, Query

if TYPE_CHECKING:
    from connextlive.identity.account_link import AccountLink
    from connextlive.identity.attempts import Begun, Returned

type WorkspaceId = Annotated[str, StringConstraints(max_length=100)]
type Given = Annotated[str, Field(min_length=1, max_length=4_096)]


class SignInQuery(Query):
    """The workspace, or an email domain."""

    workspace: WorkspaceId = ""
    domain: Annotated[str, StringConstraints(max_length=250)] = ""


class OfferView(Answer):
    """A provider as the login page offers it."""

    workspace_id: str
    name: str
    passwords: Literal["ALLOWED", "REFUSED"]


class Offer(Answer):
    """`{provider}`; null if the workspace has none or does not exist."""

    provider: OfferView | None

    @classmethod
    def of(cls, found: SignIn | None) -> Self:
        if found is None:
            return cls(provider=None)
        return cls(provider=OfferView(workspace_id=found.tenant_id, name=found.name, passwords=found.passwords))


class SignInBeginBody(Body):
    """The workspace whose provider to go to."""

    workspace_id: WorkspaceId


class BegunAnswer(Answer):
    """Where to send the browser. It keeps `state` and `binding` and has to return with them."""

    url: str
    state: str
    binding: str

    @classmethod
    def of(cls, begun: "Begun") -> Self:
        return cls(**begun._asdict())


class ReturnBody(Body):
    """What the provider has sent the browser back with, and the `binding` that the browser has kept."""

    state: Given
    binding: Annotated[str, Field(min_length=1, max_length=200)]
    authorization_code: Given
    issuer: Annotated[str, Field(max_length=500)] | None = None

    @property
    def returned(self) -> "Returned":
        from connextlive.identity.attempts import Returned

        return Returned(self.state, self.binding, self.authorization_code, self.issuer)


class SignInBody(ReturnBody):
    """The same to sign in. After `SECOND_FACTOR_REQUIRED`, again with `secondFactorCode`, from an authenticator app, or
    a recovery code."""

    second_factor_code: Code | None = None

    @property
    def returned(self) -> "Returned":
        return super().returned._replace(factor=self.second_factor_code)


class IdentityView(Answer):
    """The user's account at the workspace's provider. `provider` is the provider's name, null if there is none;
    `isLinked` tells whether the user can sign in with it."""

    provider: str | None
    is_linked: bool
    linked_at: str | None

    @classmethod
    def of(cls, settings: SignIn | None, link: "AccountLink | None") -> Self:
        is_linked = settings is not None and link is not None and link.issuer == settings.issuer
        return cls(
            provider=settings.name if settings else None,
            is_linked=is_linked,
            linked_at=link.created_at if link and is_linked else None,
        )
