"""For how long it can be undone that two visitors were merged (`chat/visitor_merge.py`)."""

UNDOABLE = 24 * 3600  # seconds
