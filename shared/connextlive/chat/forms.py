"""Forms that visitors fill in before their first message. A session submits a form and stores its answers with the
visitor. Answers about the conversation are moved to it when it begins."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict

from connextlive.core.errors import Invalid, Refused
from connextlive.core.ids import timestamp
from connextlive.core.sentence import Sentence
from connextlive.identity import attributes, availability, forms, user
from connextlive.identity import workspace as workspaces
from connextlive.identity.attributes import Attributes
from connextlive.identity.forms import Form, FormField, Kind

if TYPE_CHECKING:
    from connextlive.chat.conversation import Conversation
    from connextlive.chat.visitor import Visitor
    from connextlive.identity.attributes import Given
    from connextlive.identity.hours import Opening

    class Asked(TypedDict):
        """The form that a visitor was shown; once it is filled in, the time, and the answers about the conversation
        until it begins."""

        kind: Kind
        filled_at: NotRequired[str | None]
        attributes: NotRequired[Attributes | None]

    class Consented(TypedDict):
        """The text that a visitor has agreed to, and when."""

        at: str
        version: str
        text: str
        url: NotRequired[str | None]


FACTS = {"userName": "user_name", "userEmail": "user_email", "userPhone": "user_phone"}


class Answers(NamedTuple):
    """A visitor's answers. `consent` is the text that they have agreed to."""

    facts: Mapping[str, str]
    attributes: "Given"
    consent: str | None


def ask(settings: forms.Settings, visitor: "Visitor", opening: "Opening | None") -> None:
    """Notes which form a visitor without a conversation is shown, if any. A visitor who has filled one in keeps that
    one."""
    if visitor.form and visitor.form.get("filled_at"):
        return
    offline = forms.of(settings, visitor.site_id, "OFFLINE")
    form = offline if offline and _is_away(settings, visitor, opening) else None
    form = form or forms.of(settings, visitor.site_id, "PRE_CHAT")
    visitor.form = {"kind": form.kind} if form else None


def _is_away(settings: forms.Settings, visitor: "Visitor", opening: "Opening | None") -> bool:
    if opening is not None and opening["closes_at"] is None:
        return True
    if not forms.while_unavailable(settings):
        return False
    team = user.all_of(visitor.tenant_id, availability.FIELDS)
    return not any(one["role"] == "AGENT" and availability.availability_of(one) == "AVAILABLE" for one in team)


def fill(settings: forms.Settings, visitor: "Visitor", answers: Answers) -> dict[str, str]:
    """Stores a visitor's answers to the questions of their form, and no others: a form cannot change known facts.
    Returns the answers about the visitor, without attributes."""
    form, asked = shown(settings, visitor), visitor.form
    if form is None or asked is None:
        return {}
    names = {field.name for field in form.fields}
    facts = {name: answers.facts[name] for called, name in FACTS.items() if called in names and name in answers.facts}
    given = {key: value for key, value in answers.attributes.items() if f"attributes.{key}" in names}
    stored: dict[attributes.Subject, Attributes | None]
    stored = {"VISITOR": visitor.attributes, "CONVERSATION": asked.get("attributes")}
    wrong: dict[str, str] = {}
    values = stored
    try:
        values = attributes.changed(attributes.of(settings), stored, given, "form.attributes")
    except Invalid as error:
        wrong |= error.fields
    said = {f"attributes.{key}" for held in values.values() for key in held or {}}
    said |= {called for called, name in FACTS.items() if facts.get(name, "").strip()}
    for field in form.fields:
        if field.is_required and field.name not in said and f"form.{field.name}" not in wrong:
            wrong[f"form.{field.name}"] = Sentence("Required")
    if form.consent:
        version = next((version for version, text in form.consent.versions.items() if text == answers.consent), None)
        if version is None:
            wrong["form.consent"] = (
                Sentence("Required") if answers.consent is None else Sentence("This text has changed")
            )
        else:
            agreed = form.consent.versions[version]
            visitor.consent = {"at": timestamp(), "version": version, "text": agreed, "url": form.consent.url}
    if wrong:
        raise Invalid(**wrong)
    visitor.attributes = values["VISITOR"]
    visitor.form = {"kind": form.kind, "filled_at": timestamp(), "attributes": values["CONVERSATION"]}
    return facts


def shown(settings: forms.Settings, visitor: "Visitor") -> Form | None:
    """The questions that a visitor still has to be asked: those of their form whose answers are not known. None if
    there are none, or if only optional ones are unanswered."""
    form = forms.of(settings, visitor.site_id, visitor.form["kind"]) if visitor.form else None
    if form is None:
        return None
    fields = [field for field in form.fields if not _is_known(visitor, field)]
    left = form._replace(fields=fields, consent=None if _has_agreed(visitor, form) else form.consent)
    is_filled = visitor.form is not None and visitor.form.get("filled_at")
    if left.consent is None and not any(field.is_required or not is_filled for field in fields):
        return None
    return left


def enter(visitor: "Visitor", conversation: "Conversation") -> None:
    """Called when a visitor with a form begins a conversation. Refuses that if fields that the workspace requires now
    are missing."""
    asked, workspace = visitor.form, workspaces.find(visitor.tenant_id)
    left = shown(workspace.settings, visitor) if workspace else None
    if left and (left.consent or any(field.is_required for field in left.fields)):
        raise Refused("Please fill in the form first", "FORM_REQUIRED")
    conversation.attributes = asked.get("attributes") if asked else None
    visitor.form = None


def _is_known(visitor: "Visitor", field: FormField) -> bool:
    if field.definition is None:
        return bool(getattr(visitor, FACTS[field.name]))
    said = visitor.form.get("attributes") if visitor.form else None
    held = visitor.attributes if field.definition.subject == "VISITOR" else said
    return field.definition.key in (held or {})


def _has_agreed(visitor: "Visitor", form: Form) -> bool:
    if form.consent is None:
        return True
    return visitor.consent is not None and visitor.consent["version"] in form.consent.versions
