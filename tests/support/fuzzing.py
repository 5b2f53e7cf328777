"""How often generated tests try: a little, and the same every time, in a test run; much more, and by chance, with
`make fuzz`."""

import os

from hypothesis import settings

FACTOR = int(os.environ.get("FUZZ", "0"))


def tried(times: int, **more: int) -> settings:
    return settings(max_examples=times * max(1, FACTOR), **more)  # type: ignore[arg-type]  # settings has many types
