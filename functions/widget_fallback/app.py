"""ANY /api/widget/…: answers 405 where a path is known and its method is not."""

from connextlive.fallback import handler

__all__ = ["handler"]
