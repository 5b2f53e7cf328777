"""The archive of an export: `data.json` for programs, `conversation.html` for people, and the files."""

import html
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from connextlive.aws import s3
from connextlive.chat import conversation, visitor, visitor_export
from connextlive.chat.message import PREFIX as MESSAGES
from connextlive.chat.visitor_export import VisitorExport
from connextlive.core import names
from connextlive.core.errors import NotFound
from connextlive.core.i18n import known, translator
from connextlive.identity import label, user
from connextlive.identity import workspace as workspaces
from connextlive.table import codec, items
from connextlive.table.codec import Values

if TYPE_CHECKING:
    from connextlive.chat.page_views import PageView
    from connextlive.generated.values import VisitorValues

# How we store it, which says nothing about the visitor.
INTERNAL = {
    "pk",
    "sk",
    "kind",
    "version",
    "listed",
    "list_state",
    "list_owner_state",
    "active_shard",
    "act",
    "token_version",
    "code_used",
}


def make(tenant_id: str, visitor_id: str, export_id: str) -> VisitorExport | None:
    """The export, once its archive is written. None if a newer export has replaced it, or its visitor was deleted
    meanwhile; then no archive remains."""
    try:
        export = visitor_export.find(tenant_id, visitor_id)
        if export.id != export_id:
            return None
        if export.status != "READY":
            visitor_export.finish(tenant_id, visitor_id, export_id, "READY", write(export))
    except NotFound:
        visitor_export.finish(tenant_id, visitor_id, export_id, "FAILED")
        return None
    return export


def write(export: VisitorExport) -> int:
    """Writes the archive; returns its size. Raises NotFound if the visitor is gone."""
    tenant_id = export.tenant_id
    workspace = workspaces.load(tenant_id)
    known, pages = visitor.read_with_page_views(tenant_id, export.visitor_id)
    person: Values = {**known}
    found = [_conversation(tenant_id, one) for one in visitor.conversation_ids(known)]
    conversations = [one for one, _ in found if one]
    messages = [message for _, said in reversed(found) for message in said]
    merged = [visitor.read_with_page_views(tenant_id, one) for one in known.get("merged") or ()]
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data.json", _as_json(person, pages, conversations, messages, merged))
            archive.writestr("conversation.html", _page(workspace, person, messages))
            for message in messages:
                for file in message["attachments"]:
                    content = None if file.get("removed_at") else s3.read(file["key"])
                    if content is not None:
                        archive.writestr(f"files/{_name(file)}", content)
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        s3.write_for_a_week(export.archive, stream, "application/zip")
    return size


def _conversation(tenant_id: str, conversation_id: str) -> tuple[Values | None, list[Values]]:
    """A conversation and all its messages. Internal notes are included, because they are about the visitor, too."""
    try:
        found: Values = {**conversation.read(tenant_id, conversation_id)}
    except NotFound:
        return None, []
    found["tags"] = label.shown(label.read(tenant_id), found["tags"])
    pk = conversation.pk(tenant_id, conversation_id)
    from connextlive.chat import summary  # most consumers that import this make tables

    if made := items.raw_items([summary.key(tenant_id, conversation_id)]):
        found["summary"] = _told(codec.plain(made[0]), {"conversation_id", "visitor_id"})
    raw = items.query(pk, prefix=MESSAGES, limit=items.ALL)
    messages = list(map(codec.plain, raw))
    agents = {one["sender_id"] for one in messages if one["sender_type"] == "AGENT"}
    current = {agent_id: card["name"] for agent_id, card in user.cards(tenant_id, sorted(agents)).items()}
    for message in messages:
        if message["sender_type"] == "AGENT":
            message["sender_name"] = current.get(message["sender_id"], message.get("sender_name"))
        elif message["sender_type"] == "VISITOR":
            message["sender_name"] = found["visitor"].get("user_name")
    return found, messages


def _name(file: Values) -> str:
    """A file's name in the archive: its own after its ID, so that two files with one name stay apart."""
    safe = "".join(
        letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in file["file_name"]
    )
    return f"{file['id']}-{safe.lstrip('.') or 'file'}"


def _told(values: Values, without: Iterable[str] = ()) -> Values:
    hidden = INTERNAL.union(without)
    return {name: value for name, value in values.items() if name not in hidden and value is not None}


def _place(file: Values) -> Values:
    """The file's path in the archive, unless it was removed."""
    return {} if file.get("removed_at") else {"file": f"files/{_name(file)}"}


def _as_json(
    person: Values,
    pages: "Iterable[PageView]",
    conversations: list[Values],
    messages: Iterable[Values],
    merged: "Iterable[tuple[VisitorValues, Iterable[PageView]]]" = (),
) -> str:
    told = [
        _told(message, {"attachments"})
        | {"attachments": [_told(file, {"key"}) | _place(file) for file in message["attachments"]]}
        for message in messages
    ]
    shown = [_told(one, {"visitor", "last_message"}) for one in conversations]
    document = {
        "visitor": _told(person),
        "pages": [{**page} for page in pages],
        "conversation": shown[0] if shown else None,
        "earlier_conversations": shown[1:],
        "messages": told,
        "merged_visitors": [_told({**one}) | {"pages": [*viewed]} for one, viewed in merged],
    }
    return json.dumps(_in_json(document), ensure_ascii=False, indent=2)


def _in_json(value: Any) -> Any:
    """Names as the API spells them; keys of custom attributes unchanged."""
    if isinstance(value, dict):
        return {
            names.in_json(name): below if name == "attributes" else _in_json(below) for name, below in value.items()
        }
    return [_in_json(one) for one in value] if isinstance(value, list) else value


def _page(workspace: workspaces.Workspace, person: Values, messages: Iterable[Values]) -> str:
    from connextlive.identity import attributes  # most consumers that import this make tables

    language, defined = workspace.language, attributes.of(workspace.settings)
    _ = translator(language)
    facts = {
        _("Name"): person.get("user_name"),
        _("E-mail"): person.get("user_email"),
        _("Phone"): person.get("user_phone"),
        _("First seen"): person["first_seen_at"],
        _("Last seen"): person["last_seen_at"],
        _("IP address"): person.get("ip"),
        _("Country"): person.get("country"),
        _("City"): person.get("city"),
        _("Tags"): ", ".join(person["tags"]),
        _("Notes"): person.get("notes"),
    }
    for key, value in (person.get(attributes.NAME) or {}).items():
        if definition := defined.get(key):
            said = ("✓" if value else "✗") if isinstance(value, bool) else str(value)
            facts[attributes.labeled(definition, language)] = said
    rows = "".join(
        f"<tr><th>{html.escape(name)}<td>{html.escape(str(value))}" for name, value in facts.items() if value
    )
    written = "".join(map(_paragraph, messages))
    title = html.escape(_("Everything about a visitor"))
    return (
        f'<!doctype html><html lang="{known(language)}"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto}th{text-align:left;padding-right:1em}"
        "p{white-space:pre-wrap}</style>"
        f"<h1>{title}</h1><table>{rows}</table>{written}</html>"
    )


def _paragraph(message: Values) -> str:
    files = "".join(
        f"<br><s>{html.escape(file['file_name'])}</s>"
        if file.get("removed_at")
        else f'<br><a href="files/{html.escape(_url(_name(file)))}">{html.escape(file["file_name"])}</a>'
        for file in message["attachments"]
    )
    who = html.escape(message.get("sender_name") or message["sender_type"].capitalize())
    text = html.escape(message["content"])
    return f'<p dir="auto"><small>{message["created_at"]}</small> <b>{who}</b>\n{text}{files}</p>'


def _url(name: str) -> str:
    from urllib.parse import quote

    return quote(name)
