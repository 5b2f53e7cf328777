"""E-mail: what it says, how it looks, and that it is sent once."""
