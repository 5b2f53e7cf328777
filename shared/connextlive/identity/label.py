"""The workspace's labels. Conversations store their IDs, and texts that are no labels. The present names are looked up
when a conversation is shown (`identity/people.py`, `identity/team.py`), so renaming or deleting a label writes no
conversation. All labels are in one item, whose version makes names unique."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from connextlive import counters
from connextlive.core.errors import Invalid, NotFound, Refused
from connextlive.core.ids import is_label as is_label
from connextlive.core.ids import new_id, timestamp
from connextlive.core.sentence import Sentence
from connextlive.core.tags import shown as shown
from connextlive.table import codec, items, orm
from connextlive.table.codec import AttributeMap
from connextlive.table.orm import Document, Item, VersionAttribute
from connextlive.table.writes import optimistic

if TYPE_CHECKING:

    class LabelChanges(TypedDict, total=False):
        """The fields of a label that can be changed."""

        name: str
        color: str
        is_archived: bool

    class Label(TypedDict):
        """A label, as stored."""

        name: str
        color: str
        is_archived: bool
        created_at: str
        updated_at: str

    class KnownLabel(Label):
        """A label with its ID."""

        id: str

    class CountedLabel(KnownLabel):
        """A label with its number of conversations, if they are counted."""

        conversations: int | None


SK = "labels"
MANY = 100

type Known = Mapping[str, KnownLabel]


class Labels(Item, discriminator="labels"):
    """Labels by ID."""

    by_id: "Document[dict[str, Label]]" = Document(default=dict)
    version = VersionAttribute()

    @property
    def known(self) -> Known:
        return cards(self.by_id)

    def taken_by(self, name: str) -> str | None:
        """The label with this name, however it is spelled."""
        return _ids_by_name(self.by_id).get(_folded(name))


def key(tenant_id: str) -> tuple[str, str]:
    return tenant_id, SK


def cards(by_id: "Mapping[str, Label]") -> "dict[str, KnownLabel]":
    """Labels by ID, each with its ID."""
    return {label_id: {"id": label_id, **values} for label_id, values in by_id.items()}


def of_raw(raw: AttributeMap) -> "dict[str, KnownLabel]":
    """Labels by ID, from their item."""
    return cards(codec.plain(raw)["by_id"])


def load(tenant_id: str) -> Labels:
    """The workspace's labels, for changing them."""
    found = Labels.find(*key(tenant_id))
    return found if isinstance(found, Labels) else Labels(*key(tenant_id))


def read(tenant_id: str) -> "dict[str, KnownLabel]":
    """The workspace's labels by ID."""
    return next(map(of_raw, items.raw_items([key(tenant_id)])), {})


def with_counts(tenant_id: str, is_counted: bool = True) -> "list[CountedLabel]":
    """The workspace's labels by name, with their numbers of conversations if `is_counted`."""
    from connextlive.core.together import together

    known, [counts] = together(lambda: read(tenant_id), lambda: counters.read(tenant_id, counters.LABELS))
    found: list[CountedLabel] = [
        {**label, "conversations": counts.get(label["id"], 0) if is_counted else None} for label in known.values()
    ]
    return sorted(found, key=lambda label: (_folded(label["name"]), label["id"]))


def with_count(tenant_id: str, label: "KnownLabel") -> "CountedLabel":
    [counts] = counters.read(tenant_id, counters.LABELS)
    return {**label, "conversations": counts.get(label["id"], 0)}


@optimistic
def create(tenant_id: str, name: str, color: str) -> "KnownLabel":
    """A new label. Refuses a name that another label has."""
    labels, at = load(tenant_id), timestamp()
    if len(labels.by_id) >= MANY:
        raise Refused(f"There are at most {MANY} labels", "TOO_MANY_LABELS")
    label_id = new_id("lbl")
    made: Label = {"name": name, "color": color, "is_archived": False, "created_at": at, "updated_at": at}
    return _set(tenant_id, labels, label_id, made)


@optimistic
def update(tenant_id: str, label_id: str, changes: "LabelChanges") -> "KnownLabel":
    """Renames, recolors or archives a label; conversations keep it."""
    labels = load(tenant_id)
    return _set(tenant_id, labels, label_id, {**_known(labels, label_id), **changes, "updated_at": timestamp()})


@optimistic
def delete(tenant_id: str, label_id: str) -> None:
    """Deletes a label. Its conversations no longer show it, and drop its ID when their labels are set next."""
    labels = load(tenant_id)
    _known(labels, label_id)
    labels.by_id = {other: values for other, values in labels.by_id.items() if other != label_id}
    _save(tenant_id, labels)


def chosen(known: Known, given: Iterable[str], present: Sequence[str], *, texts: bool) -> list[str]:
    """The stored form of labels that are given by ID or name: their IDs. Other texts are kept where they are allowed or
    already present."""
    names = _ids_by_name(known)
    kept: list[str] = []
    for one in given:
        label_id = one if is_label(one) else names.get(_folded(one), "")
        if not label_id and (texts or one in present):
            kept.append(one)
        elif label_id not in known:
            raise Invalid(labels=Sentence("Unknown label: {name}", name=one))
        elif known[label_id]["is_archived"] and label_id not in present:
            raise Refused("The label is archived", "LABEL_ARCHIVED")
        else:
            kept.append(label_id)
    return list(dict.fromkeys(kept))


def alternatives(known: Known, wanted: Iterable[str]) -> list[list[str]]:
    """For each label of a filter, the stored values that match. A name matches the label and the text; an unknown ID
    matches nothing."""
    names = _ids_by_name(known)
    return [
        [one] if one in known else [] if is_label(one) else [one, *filter(None, [names.get(_folded(one))])]
        for one in wanted
    ]


def _known(labels: Labels, label_id: str) -> "Label":
    if label_id not in labels.by_id:
        raise NotFound("Label")
    return labels.by_id[label_id]


def _set(tenant_id: str, labels: Labels, label_id: str, values: "Label") -> "KnownLabel":
    if labels.taken_by(values["name"]) not in (None, label_id):
        raise Refused("There is a label with this name already", "LABEL_NAME_TAKEN")
    labels.by_id = {**labels.by_id, label_id: values}
    _save(tenant_id, labels)
    return {"id": label_id, **values}


def _save(tenant_id: str, labels: Labels) -> None:
    with orm.transaction() as write:
        write.save(labels)
        counters.team_changes(tenant_id, write)  # with which lists keep them


def _ids_by_name(known: "Mapping[str, Label]") -> dict[str, str]:
    return {_folded(label["name"]): label_id for label_id, label in known.items()}


def _folded(name: str) -> str:
    from connextlive.core.text import fold  # not for those who only show labels

    return fold(name)
