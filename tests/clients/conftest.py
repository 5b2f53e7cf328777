"""The API tests' stack, for generated clients."""

from tests.api.conftest import api, stack

__all__ = ["api", "stack"]
