"""What can go wrong, in the domain's words. `http.py` alone knows which status each becomes."""


class DomainError(Exception):
    """An expected refusal. `message` is what the client reads; `code` is what its program reads."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NotFound(DomainError):
    """The id does not exist, or belongs to another tenant: nobody can tell which."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} not found")


class Refused(DomainError):
    """The request is well-formed, but not possible as things stand."""


class Invalid(DomainError):
    """Fields that are wrong for a reason their types cannot express."""

    def __init__(self, /, **fields: str) -> None:
        super().__init__("Validation failed")
        self.fields = fields


class Unauthorized(DomainError):
    """Whoever is calling has not shown who they are."""


class Forbidden(DomainError):
    """The caller is known and may not."""


class TooManyAttempts(DomainError):
    """Too much of something in too short a time."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many attempts. Please try again later.")
        self.retry_after = retry_after
