"""Chat: conversations, messages, visitors, sessions, files and topics."""
