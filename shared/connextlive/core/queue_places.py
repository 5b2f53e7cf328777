"""A place in the queue: whom a conversation waits for, since when, and which one it is."""

PLACE = "queue#"
EVERYBODY = "-"  # who a conversation waits for, if it is no team


def place_of(place: str) -> tuple[str, str, str]:
    """Whom a place is for, since when, and the ID of the conversation that has it."""
    _, waits_for, since, conversation_id = place.split("#")
    return waits_for, since, conversation_id
