"""Mail: what it says, how it looks, and how it goes out once, and to nobody who cannot or will not have it."""
