"""How long a message takes to the other side's screen: `make bench-realtime`."""
