"""Schemas of API tokens."""

import time
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field

from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.identity.api_token import ApiToken
from connextlive.identity.schemas.api_keys import Collection, CollectionQuery
from connextlive.lambdas.common import Answer, Body, Name
from connextlive.lambdas.moments import A_YEAR, TimeWithinAYear

if TYPE_CHECKING:
    from connextlive.generated.values import ApiTokenValues

type Scope = Literal["tenant:read", "tenant:write", "agent:read", "agent:write"]


def _of_one_audience(scopes: list[Scope]) -> list[Scope]:
    if len({scope.partition(":")[0] for scope in scopes}) > 1:
        raise ValueError(Sentence("Must be of one audience: a token acts as the owner or as an agent"))
    return list(dict.fromkeys(scopes))


class TokenBody(Body):
    """The token to create. Scopes of agent routes need an `agentId`, the agent whom the token acts as; with scopes of
    tenant routes, it acts as the workspace's owner. Without `expiresAt`, it expires in a year."""

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=4), AfterValidator(_of_one_audience)]
    agent_id: Annotated[str, Field(max_length=100)] | None = None
    expires_at: TimeWithinAYear | None = None

    @property
    def is_for_agent(self) -> bool:
        return self.scopes[0].startswith("agent:")

    @property
    def expiry(self) -> str:
        return self.expires_at or timestamp(time.time() + A_YEAR)


class TokenView(Answer):
    """An API token, without its text; `tokenStart` is the beginning of its secret. `lastUsedAt` is updated once an
    hour."""

    id: str
    name: str
    scopes: list[Scope]
    agent_id: str | None
    token_start: str
    expires_at: str
    last_used_at: str | None
    created_at: str


def _view(values: Any) -> TokenView:
    is_agents = values["scopes"][0].startswith("agent:")
    more = {"agent_id": values["user_id"] if is_agents else None, "last_used_at": values.get("last_used_at")}
    return TokenView.model_validate({**values, **more})


class Tokens(Collection):
    """`{tokens}`, oldest first; with a limit, `nextCursor`, too."""

    tokens: list[TokenView]

    @classmethod
    def of(cls, page: tuple[list["ApiTokenValues"], str | None], query: CollectionQuery) -> Self:
        return cls(tokens=[_view(values) for values in page[0]], **query.more(page[1]))


class NewToken(Answer):
    """The token; `plainToken` is returned only once."""

    token: TokenView
    plain_token: str

    @classmethod
    def of(cls, made: ApiToken, plain: str) -> Self:
        return cls(token=_view(made.attribute_values), plain_token=plain)
