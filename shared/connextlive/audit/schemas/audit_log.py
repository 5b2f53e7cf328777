"""Schemas of the audit log."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StringConstraints

from connextlive.audit.log import Wanted
from connextlive.core import names
from connextlive.lambdas.common import Answer, Cursor, CursorPagination, Moment, Query

if TYPE_CHECKING:
    from connextlive.audit.log import AuditEntryValues


class AuditActor(Answer):
    """Who did it, with their name at that time; empty if they were not logged in. Deletions by retention have the role
    `SYSTEM` and nothing else."""

    id: str | None = None
    role: str | None = None
    name: str | None = None


class AuditObject(Answer):
    """The object of the action. Objects that a workspace has only one of, such as its settings, have no ID."""

    kind: str
    id: str | None = None
    name: str | None = None


class AuditEntry(Answer):
    """An entry. `changes` are the names of the changed fields, never their values; `address` is the IP address of the
    request."""

    id: str
    at: str
    action: str
    actor: AuditActor
    object: AuditObject
    changes: list[str]
    address: str

    @classmethod
    def of(cls, values: "AuditEntryValues") -> Self:
        return cls(
            id=values["id"],
            at=values["at"],
            action=values["action"],
            actor=AuditActor.model_validate(
                {"id": values.get("actor_id"), "role": values.get("actor_role"), "name": values.get("actor_name")}
            ),
            object=AuditObject(
                kind=values["action"].partition(".")[0], id=values.get("object_id"), name=values.get("object_name")
            ),
            changes=[names.in_json(name) for name in values["changes"]],
            address=values.get("address", ""),
        )


class AuditLog(Answer):
    """`{entries, pagination}`, newest first. A page may have fewer entries than asked for while there are more."""

    entries: list[AuditEntry]
    pagination: CursorPagination

    @classmethod
    def of(cls, entries: "list[AuditEntryValues]", limit: int, next_cursor: str | None) -> Self:
        pagination = CursorPagination.of_page(limit, next_cursor)
        return cls(entries=[AuditEntry.of(values) for values in entries], pagination=pagination)


type Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class AuditFilter(Query):
    """Which entries: `actor` and `object` are IDs, `action` is one action or a kind of object; from a moment, up to,
    but not including, another."""

    actor: Short | None = None
    action: Short | None = None
    object: Short | None = None
    from_: Moment | None = Field(None, alias="from")
    to: Moment | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.actor, self.action, self.object, self.from_, self.to)


class AuditLogQuery(AuditFilter):
    """Pages of the audit log."""

    limit: int = Field(50, ge=1, le=200)
    cursor: Cursor | None = None


COLUMNS = ("at", "action", "actor_id", "actor_role", "actor_name", "object_id", "object_name", "changes", "address")


def row(values: "AuditEntryValues") -> list[str]:
    """An entry as a line of a table."""
    texts = {**values, "changes": " ".join(values["changes"])}
    return [str(texts.get(name) or "") for name in COLUMNS]
