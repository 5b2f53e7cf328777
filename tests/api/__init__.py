"""The black-box suite: the whole stack over HTTP, nothing imported from the implementation."""
