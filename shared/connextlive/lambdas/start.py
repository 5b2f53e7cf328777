"""A function's start. Importing this begins it, before anything that it makes faster is imported: `endpoint.py` and
`consumer.py` do so first of all, and they are the first that a function imports. `started` ends it."""

import gc

# A cold start allocates a hundred thousand objects that live until the environment dies. Collecting among them buys
# nothing, so the collector rests until the handler is built.
gc.disable()


def started[T](handler: T) -> T:
    """Wakes the garbage collector, and lets it forget all that stands by now."""
    gc.freeze()
    gc.enable()
    return handler
