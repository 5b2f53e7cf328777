"""Schemas of users' sessions."""

from typing import TYPE_CHECKING, Self

from connextlive.core import user_agents
from connextlive.lambdas.common import Answer

if TYPE_CHECKING:
    from connextlive.generated.values import UserSessionValues


class SessionView(Answer):
    """A login that is still valid. Browser and system are null if the `userAgent` does not tell."""

    id: str
    browser: str | None
    os: str | None
    user_agent: str | None
    address: str
    created_at: str
    last_used_at: str
    is_current: bool


class Sessions(Answer):
    """`{sessions}`, newest first."""

    sessions: list[SessionView]

    @classmethod
    def of(cls, found: "list[UserSessionValues]", current_id: str | None) -> Self:
        return cls(sessions=[_view(values, current_id) for values in found])


def _view(values: "UserSessionValues", current_id: str | None) -> SessionView:
    browser, os = user_agents.read(values.get("user_agent") or "")
    told = {"browser": browser, "os": os, "is_current": values["id"] == current_id}
    return SessionView.model_validate({"user_agent": None, **values, **told})
