"""Errors of the domain. Only `lambdas/answers.py` knows their HTTP statuses."""


class DomainError(Exception):
    """An expected error. `message` is for people, `code` for programs; `challenge` is what a client may solve to be let
    through."""

    challenge: str | None = None

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NotFound(DomainError):
    """The ID does not exist, or belongs to another tenant; the caller cannot tell which."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} not found")


class Refused(DomainError):
    """The request is well-formed, but impossible in the current state."""


class Invalid(DomainError):
    """Fields that are invalid for a reason that their types cannot express."""

    def __init__(self, /, **fields: str) -> None:
        super().__init__("Validation failed")
        self.fields = fields


class Unauthorized(DomainError):
    """The caller has not authenticated."""


def token_required() -> Unauthorized:
    """The same for every token that is not valid, or no longer: why is nobody's business."""
    return Unauthorized("Authorization token required")


class Forbidden(DomainError):
    """The caller is known but not allowed."""


class TooManyAttempts(DomainError):
    """Too many attempts in too short a time: more than `limit` in `window` seconds, by the policy of this name;
    `excess` is how many more were refused lately than let through, as far as is known."""

    def __init__(self, retry_after: int, limit: int, window: int, policy: str = "attempts", excess: int = 1) -> None:
        super().__init__("Too many attempts. Please try again later.", "RATE_LIMITED")
        self.retry_after = retry_after
        self.limit = limit
        self.window = window
        self.policy = policy
        self.excess = excess


class BudgetUsedUp(TooManyAttempts):
    """More than the workspace may cause on one day (`identity/budget.py`): `limit`. It goes on with the next one."""

    def __init__(self, retry_after: int, limit: int) -> None:
        super().__init__(retry_after, limit, 24 * 3600, "budget")
        self.message = "Today's budget for this is used up"


class Unavailable(DomainError):
    """What the request needs of somebody else is not there, and may be in a moment."""
