"""Names in emails. Mail clients make links of whatever looks like an address, and anybody may call a workspace or a
person by one: an email of ours must not lead where a stranger wants."""

import re

_SPACE = "\u200b"  # of no width: it ends an address, and nobody sees it
# What makes an address of a word: a host's dot, also in other scripts, a scheme's colon, a mailbox's sign.
_JOINT = re.compile("((?<=\\w)[.\u3002\uff0e\uff61](?=\\w)|[:@/](?=\\S))")


def unlinked(name: str) -> str:
    """The name as it is read, without an address that a mail client would find in it."""
    return _JOINT.sub(rf"\1{_SPACE}", name)
