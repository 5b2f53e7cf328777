"""A function's start. Importing this module begins it, before the imports that it speeds up: `endpoint.py` and
`consumer.py` import it first, and functions import them first. `finish_start` ends it."""

import gc

from connextlive.lambdas import merged

# A cold start allocates a hundred thousand objects that live as long as the environment. Collecting among them is
# useless, so garbage collection is off until the handler is built.
gc.disable()
merged.use()


def finish_start[T](handler: T) -> T:
    """Turns garbage collection on again and exempts all existing objects from it."""
    gc.freeze()
    gc.enable()
    return handler
