"""The delivery time of messages over WebSockets: `make bench-realtime`."""
