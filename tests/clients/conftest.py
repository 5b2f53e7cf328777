"""The stack that clients are run against is the API tests' own."""

from tests.api.conftest import api, stack

__all__ = ["api", "stack"]
