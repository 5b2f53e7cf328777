"""WebSocket frames, their recipients, and presence."""
