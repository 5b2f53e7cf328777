"""Names of attributes as they are stored, for items that would exceed a kilobyte with whole ones: DynamoDB bills each
write, and each index entry, by the kilobyte that an item begins, and names are part of it.

Items from before these names, or written by hand, have whole ones. Both are read, anything else knows only whole ones.
A name is never reused for something else.
"""

SHORT = {
    "id": "_a",
    "status": "_b",
    "site_id": "_c",
    "visitor_id": "_d",
    "visitor": "_e",
    "agent_id": "_f",
    "agent": "_g",
    "held_since": "_h",
    "unread_count": "_i",
    "first_unread_id": "_j",
    "visitor_unread_count": "_k",
    "visitor_first_unread_id": "_l",
    "message_count": "_m",
    "internal_count": "_n",
    "last_message": "_o",
    "last_message_id": "_p",
    "last_activity_at": "_q",
    "waiting_since": "_r",
    "first_response_at": "_s",
    "closed_at": "_t",
    "closed_by": "_u",
    "closed_agent_id": "_v",
    "is_resolved": "_w",
    "opened_at": "_x",
    "is_answered": "_y",
    "reopen_count": "_z",
    "tags": "_A",
    "topics": "_B",
    "resolution": "_C",
    "rating": "_D",
    "rated_before": "_E",
    "created_at": "_F",
    "updated_at": "_G",
    "on_hold": "_H",
    "spam_since": "_I",
    "spam_by": "_J",
    "messages_edited_at": "_K",
    "mood": "_L",
    "chosen_topics": "_M",
    "routed": "_R",
    "snoozed_until": "_S",
    "mail_id": "_T",
    "targets": "_U",
    "closing_at": "_Q",
}
WHOLE = {short: whole for whole, short in SHORT.items()}
