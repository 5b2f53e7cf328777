"""The forms that a workspace has (its setting `forms`): one before the first message, and one while nobody is
available."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.identity import attributes
from connextlive.identity.attributes import Definition, Label
from connextlive.identity.schemas.forms import FormSettings

type Kind = Literal["PRE_CHAT", "OFFLINE"]
type Settings = Mapping[str, Any]  # as stored

NAME = "forms"


class FormField(NamedTuple):
    """A question: `userName`, `userEmail`, `userPhone`, or `attributes.<key>`, which has a definition."""

    name: str
    is_required: bool
    definition: Definition | None = None


class Consent(NamedTuple):
    """The consent that visitors are asked for. Each text, and each link, makes a version of its own."""

    text: Label
    url: str | None
    link_text: Label | None

    @property
    def texts(self) -> list[str]:
        return [self.text] if isinstance(self.text, str) else [text for text in self.text.values() if text]

    @property
    def versions(self) -> dict[str, str]:
        """The texts by their versions."""
        return {hashlib.sha256(f"{text}\n{self.url or ''}".encode()).hexdigest()[:16]: text for text in self.texts}


class Form(NamedTuple):
    """A form, as shown to a visitor."""

    kind: Kind
    intro: Label | None
    fields: list[FormField]
    consent: Consent | None


def of(settings: Settings, site_id: str, kind: Kind) -> Form | None:
    """A site's form of this kind, if it has any question or consent. Archived and deleted attributes are left out."""
    found = FormSettings.of(settings.get(NAME))
    site = (found.sites or {}).get(site_id)
    form, own = (
        (found.pre_chat, site and site.pre_chat) if kind == "PRE_CHAT" else (found.offline, site and site.offline)
    )
    if form is None or not (form.enabled if own is None else own):
        return None
    fields = list(_asked_before(found, settings)) if kind == "PRE_CHAT" else [*ALWAYS]
    consent = found.consent
    agreed = Consent(consent.text, consent.url, consent.link_text) if consent and consent.text else None
    return Form(kind, form.intro, fields, agreed) if fields or agreed else None


def while_unavailable(settings: Settings) -> bool:
    """Whether the offline form is also shown in business hours while nobody is available."""
    offline = FormSettings.of(settings.get(NAME)).offline
    return offline is not None and offline.when == "unavailable"


ALWAYS = (FormField("userName", True), FormField("userEmail", True))  # what is asked for while nobody answers


def _asked_before(found: FormSettings, settings: Settings) -> Iterator[FormField]:
    definitions = attributes.of(settings)
    for one in (found.pre_chat and found.pre_chat.fields) or ():
        definition = definitions.get(one.key or "")
        if one.key is None or (definition and not definition.is_archived):
            yield FormField(one.name, one.is_required, definition)


def check(settings: Settings) -> None:
    """Refuses a form with undefined attributes."""
    stored = FormSettings.of(settings.get(NAME)).pre_chat
    definitions = attributes.of(settings)
    unknown = [one.key for one in (stored and stored.fields) or () if one.key and one.key not in definitions]
    if unknown:
        problem = Sentence("Unknown attribute: {key}", key=unknown[0])
        raise Invalid(**{f"settings.{NAME}.preChat.fields": problem})
