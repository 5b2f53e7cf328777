"""A workspace's conversations as rows: the columns of an export, and how many conversations are read for it."""

import json
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from connextlive.chat import conversation as conversations
from connextlive.chat.conversation import LISTED
from connextlive.chat.conversation_export import ConversationExport
from connextlive.core import names, tags
from connextlive.core.spreadsheets import MARK, rows
from connextlive.core.text import fold
from connextlive.identity import label, user
from connextlive.table import items
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.chat.conversation_export import Wanted

# The API's names, in its order; those with a dot are inside an object, in NDJSON, too.
COLUMNS = (
    "id",
    "status",
    "site_id",
    "visitor_id",
    "visitor.user_name",
    "visitor.user_email",
    "visitor.country",
    "agent_id",
    "agent.name",
    "unread_count",
    "message_count",
    "last_activity_at",
    "waiting_since",
    "first_response_at",
    "closed_at",
    "closed_by",
    "reopen_count",
    "rating.score",
    "rating.comment",
    "rating.created_at",
    "created_at",
    "updated_at",
    "tags",
    "topics",
    "resolution.outcome",
    "resolution.sentiment",
    "resolution.summary",
    "resolution.confidence",
    "resolution.analyzed_at",
    "attributes",
)
PATHS = tuple(column.partition(".")[::2] for column in COLUMNS)
IN_JSON = tuple(map(names.in_json, COLUMNS))
PAGE = 500  # of each list
PART = 5 * 1024 * 1024  # bytes, the least that S3 takes but for the last part
STEP = 60.0  # seconds, of the function's five minutes

type Chosen = Sequence[set[str]]


def step(export: ConversationExport) -> bool:
    """Reads and writes for a moment. Returns whether the export is complete."""
    until, tenant_id = time.monotonic() + STEP, export.tenant_id
    known, seen = label.read(tenant_id), export.seen
    table = _Table(tenant_id, known)
    wanted_labels = [set(map(fold, some)) for some in label.alternatives(known, export.wanted.get("labels") or [])]
    for read_to, found in _windows(export):
        fresh = [one for one in found if one["id"] not in seen and _is_wanted(one, export.wanted, wanted_labels)]
        table.add(fresh)
        for one in fresh:
            seen.add(one["id"])
        if table.is_part:
            export.add(table.take(is_first=not export.parts), seen, read_to)
            if time.monotonic() > until:
                return False
    export.add(table.take(is_first=not export.parts), seen, export.wanted.get("to") or "~")
    return export.complete()


def _windows(export: ConversationExport) -> Iterator[tuple[str, list[Values]]]:
    """The conversations by latest activity, oldest first, some hundred of all lists at a time. A conversation with a
    new message comes again later. One that only changes its list is missed only between two reads of one window."""
    wanted = export.wanted
    lists = conversations.lists_of(wanted["statuses"])
    after, end = export.read_to or wanted.get("from") or " ", wanted.get("to") or "~"
    while after < end:
        bound, found = end, list[Any]()
        for partition in chain(*(conversations.partitions(export.tenant_id, name) for name in lists)):
            page = items.query(
                partition,
                index="by_state",
                after=after,
                before=bound,
                limit=PAGE,
                fields=LISTED.fields,
                read=LISTED.read,
            )
            found += page
            if len(page) == PAGE:
                bound = str(page[-1]["listed"])
        yield bound, sorted((one for one in found if one["listed"] <= bound), key=lambda one: str(one["listed"]))
        after = bound


def _is_wanted(values: Values, wanted: "Wanted", labels: Chosen) -> bool:
    if wanted.get("site_id") not in (None, values["site_id"]):
        return False
    has = set(map(fold, values["tags"])) if labels else set[str]()
    return all(has & some for some in labels)


class _Table:
    """Rows that are not written yet, in both formats."""

    def __init__(self, tenant_id: str, labels: label.Known) -> None:
        self._tenant_id, self._labels = tenant_id, labels
        self._agents: dict[str, str] = {}
        self._csv, self._ndjson = bytearray(), bytearray()

    @property
    def is_part(self) -> bool:
        return min(len(self._csv), len(self._ndjson)) >= PART

    def take(self, *, is_first: bool) -> dict[str, bytes]:
        """The rows that were added since the last call; a CSV begins with its header."""
        head = (MARK + rows([IN_JSON])).encode() if is_first else b""
        taken = {"csv": head + self._csv, "ndjson": bytes(self._ndjson)}
        self._csv, self._ndjson = bytearray(), bytearray()
        return taken

    def add(self, found: Sequence[Values]) -> None:
        unknown = {one["agent_id"] for one in found if one.get("agent_id")} - self._agents.keys()
        cards = user.cards(self._tenant_id, sorted(unknown)) if unknown else {}
        self._agents |= {agent_id: card["name"] for agent_id, card in cards.items()}
        cells = list(map(self._cells, found))
        self._csv += rows([_in_cells(cell) for cell in row] for row in cells).encode()
        for row in cells:
            self._ndjson += (json.dumps(_nested(row), ensure_ascii=False) + "\n").encode()

    def _cells(self, values: Values) -> list[Any]:
        agent_id = values.get("agent_id")
        shown = {
            **values,
            "agent": {"name": self._agents.get(agent_id)} if agent_id else None,
            "tags": tags.shown(self._labels, values["tags"]),
            "attributes": values.get("attributes") or {},
        }
        return [(shown.get(group) or {}).get(name) if name else shown.get(group) for group, name in PATHS]


def _in_cells(value: Any) -> Any:
    """A value for a spreadsheet cell: custom attributes, which differ from row to row, as JSON."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else None
    return ", ".join(value) if isinstance(value, list) else value


def _nested(row: Sequence[Any]) -> Values:
    """A row as an object. An inner object without any value is null, such as the rating of an unrated conversation."""
    found: Values = {}
    for column, cell in zip(IN_JSON, row, strict=True):
        group, _, name = column.partition(".")
        if not name:
            found[column] = cell
        elif cell is not None:
            found[group] = {**(found.get(group) or {}), name: cell}
        else:
            found.setdefault(group, None)
    return found
