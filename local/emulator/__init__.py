"""ministack, which plays AWS here, and clients of it."""
