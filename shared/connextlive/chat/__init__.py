"""The chat itself: conversations, messages, visitors, their sessions, files and topics."""
