"""Push notifications to agents' browsers."""
