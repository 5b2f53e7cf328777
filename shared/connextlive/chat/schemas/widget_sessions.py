"""Schemas of widget sessions."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field

from connextlive.chat.schemas.visitors import PageTitle, PageUrl, VisitorFacts
from connextlive.chat.schemas.widget_conversations import VisitorConversation
from connextlive.chat.session import Claim, Opened
from connextlive.identity.schemas.known import SaidText
from connextlive.identity.schemas.proactive import ProactiveView
from connextlive.identity.schemas.settings import Settings
from connextlive.lambdas.common import Answer, AttributeChanges, Body, Email, Line, Name

if TYPE_CHECKING:
    from connextlive.chat.forms import Answers
    from connextlive.generated.values import WorkspaceValues
    from connextlive.identity.forms import Form, FormField
    from connextlive.identity.hours import Opening


class VisitorSelf(VisitorFacts):
    """The visitor, for themself."""


class OpeningHours(Answer):
    """When somebody answers: open until `closesAt`, if there is one, and again from `opensAt`, which is null if that is
    not known. Absent if it is always open."""

    opens_at: str | None
    closes_at: str | None


class WidgetView(Answer):
    """The widget's appearance and sound. `settings` are the known fields of the workspace's `settings.widget`; each is
    also included under its own name. Unknown fields are not sent: they have no limit but the settings' own size."""

    model_config = ConfigDict(extra="allow")

    workspace_name: str
    language: str
    timezone: str
    settings: dict[str, Any]
    sound: bool
    hours: OpeningHours | None
    proactive: list[ProactiveView]

    @classmethod
    def of(cls, workspace: "WorkspaceValues", opening: "Opening | None", site_id: str) -> Self:
        found = Settings.of(workspace.get("settings"))
        settings = found.widget.known() if found.widget else {}
        return cls.model_validate(
            {
                **settings,
                "workspace_name": workspace["name"],
                "language": workspace["language"],
                "timezone": workspace["timezone"],
                "settings": settings,
                "hours": opening,
                "proactive": list(map(ProactiveView.of, found.proactive.on(site_id))) if found.proactive else [],
                "sound": found.notifications is None or found.notifications.visitor_sound is not False,
            }
        )


class FormFieldView(Answer):
    """A field of a form: `userName`, `userEmail`, `userPhone`, or `attributes.` followed by a key, with its label as a
    text or one per language."""

    name: str
    label: SaidText | None
    type: Literal["TEXT", "EMAIL", "PHONE", "NUMBER", "BOOLEAN", "DATE", "LIST"]
    options: list[str]
    is_required: bool


class FormConsent(Answer):
    """What the visitor has to agree to: a text or one per language, and where to read more."""

    text: SaidText
    link_text: SaidText | None
    url: str | None


class FormView(Answer):
    """What a visitor is asked before their first message, without what is known already."""

    kind: Literal["PRE_CHAT", "OFFLINE"]
    intro: SaidText | None
    fields: list[FormFieldView]
    consent: FormConsent | None

    @classmethod
    def of(cls, form: "Form") -> Self:
        consent = form.consent._asdict() if form.consent else None
        return cls.model_validate(form._asdict() | {"fields": list(map(_field, form.fields)), "consent": consent})


_TYPES = {"userName": "TEXT", "userEmail": "EMAIL", "userPhone": "PHONE"}


def _field(field: "FormField") -> dict[str, Any]:
    definition = field.definition
    kind = definition.type if definition else _TYPES[field.name]
    label, options = (definition.label, definition.options) if definition else (None, [])
    return {**field._asdict(), "label": label, "type": kind, "options": options}


class FormBody(Body):
    """A visitor's answers. `consent` is the text that they agree to, exactly as it was shown."""

    user_name: Name | None = None
    user_email: Email | None = None
    user_phone: Line | None = None
    attributes: AttributeChanges | None = None
    consent: Annotated[str, Field(max_length=1_000)] | None = None

    def answers(self) -> "Answers":
        from connextlive.chat.forms import FACTS, Answers  # few sessions have one

        facts = {name: value for name in FACTS.values() if (value := getattr(self, name)) is not None}
        return Answers(facts, self.attributes or {}, self.consent)


class SessionBody(Body):
    """Who the visitor is, as far as the page knows."""

    visitor_id: Annotated[str, Field(max_length=100)] | None = None
    visitor_token: Annotated[str, Field(max_length=2_000)] | None = None
    code: Annotated[str, Field(max_length=500)] | None = Field(
        default=None,
        description="The code in an emailed link, which resumes its visitor once, before anything else",
    )
    external_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    identity_hash: Annotated[str, Field(max_length=200)] | None = None
    signed_attributes: Annotated[str, Field(max_length=10_000)] | None = Field(
        default=None,
        description="Custom attributes of a visitor who is vouched for by `identityHash`: a JSON Web Token (HS256), "
        "signed with the identity secret, of `sub` (the `externalId`), `exp` and `attributes`",
    )
    user_name: Name | None = None
    user_email: Email | None = None
    user_phone: Line | None = None
    current_url: PageUrl | None = None
    title: PageTitle | None = Field(
        default=None, description="The page's title; with it, the page is recorded as a page view"
    )
    referrer: PageUrl | None = None
    language: Annotated[str, Field(max_length=35)] | None = None
    touch_points: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        default=None, description="The browser's `navigator.maxTouchPoints`, which distinguishes an iPad from a Mac"
    )

    continues_visit: bool = Field(
        default=False, description="True if the page adds details about the visitor of a visit that has been counted"
    )

    form: FormBody | None = Field(default=None, description="Answers to the `form` of the previous response")

    proof_of_work: Annotated[str, Field(max_length=300)] | None = Field(
        default=None,
        description="A refusal's `challenge`, a colon, and a number, such that the SHA-256 of this whole text begins "
        "with as many zero bits as the second part of the challenge says",
    )

    def claim(self) -> Claim:
        """The identity that the page claims."""
        return Claim(
            self.visitor_id,
            self.visitor_token,
            self.code,
            self.external_id,
            self.identity_hash,
            self.continues_visit,
            self.signed_attributes,
        )

    def facts(self) -> dict[str, str]:
        """The given fields about the visitor; omitted fields stay unchanged."""
        names = ("user_name", "user_email", "user_phone", "current_url", "referrer", "language")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class SessionAnswer(Answer):
    """A token valid for 30 days, the visitor, and their newest conversation, if there is one; whether they have earlier
    ones, and whether they may have several open at once. `ignoredAttributes` are the keys of signed attributes that
    were not set because they are unknown or their values invalid. Before the first message, the `form`, if there is
    one, has to be filled in."""

    token: str
    expires_at: str
    visitor: VisitorSelf
    conversation: VisitorConversation | None
    has_earlier: bool
    may_have_several: bool
    widget: WidgetView
    ignored_attributes: list[str]
    form: FormView | None

    @classmethod
    def of(cls, opened: Opened, issued: tuple[str, str]) -> Self:
        """The visitor with their token and its expiry, and what they find."""
        token, expires_at = issued
        visitor, conversation, workspace, opening, ignored, may_have_several, form, _ = opened
        return cls(
            token=token,
            expires_at=expires_at,
            visitor=VisitorSelf.of(visitor.values),
            conversation=VisitorConversation.of(conversation) if conversation else None,
            has_earlier=bool(visitor.earlier_ids),
            may_have_several=may_have_several,
            widget=WidgetView.of(workspace, opening, visitor.site_id),
            ignored_attributes=ignored,
            form=FormView.of(form) if form else None,
        )
