"""What happens when a daily budget (`identity/budget.py`) is used up."""


class Paused(Exception):
    """What was to be done waits for the workspace's next day if `waits`, and is dropped otherwise."""

    def __init__(self, what: str, waits: bool) -> None:
        super().__init__(what)
        self.waits = waits
