"""The black-box suite: the whole stack over HTTP, importing nothing of the implementation."""
