"""ANY /{proxy+}: answers 405 on the public paths, and 404 on every path that is not known."""

from connextlive.fallback import handler

__all__ = ["handler"]
