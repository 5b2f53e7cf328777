"""Names of fields."""


def in_json(name: str) -> str:
    """A stored name, or a path of such, as the API spells it: `widget.launcher_text` is `widget.launcherText`."""
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
