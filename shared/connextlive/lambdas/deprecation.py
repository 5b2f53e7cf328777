"""Deprecated endpoints (docs/versions.md). An endpoint says it once, `@endpoint(…, deprecated=Deprecation(…))`; its
responses and the OpenAPI document tell. Only deprecated endpoints import this."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

NOTICE = timedelta(days=180)  # that a deprecated endpoint goes on working at least
POLICY = "/api/docs"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From when on an endpoint is deprecated, from when on it may be gone, and what to use instead."""

    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"A deprecated endpoint goes on working for {NOTICE.days} days")

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9745's `Deprecation`, RFC 8594's `Sunset`, and the link to what it means."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.sunset), usegmt=True),
            "Link": f'<{POLICY}>; rel="deprecation"; type="text/html"',
        }

    @property
    def words(self) -> str:
        """For people who read the API's documentation."""
        return f"Deprecated since {self.since}, may be gone from {self.sunset} on: use {self.instead} instead."


def _midnight(of: date) -> datetime:
    return datetime.combine(of, time(), UTC)
