"""The end of a function's start."""

import gc


def started[T](handler: T) -> T:
    """Wakes the garbage collector that the package's import put to rest, and lets it forget all that stands by now."""
    gc.freeze()
    gc.enable()
    return handler
