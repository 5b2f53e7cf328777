"""Widget sessions: who may open one, who the visitor is, and what they return to."""

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from connextlive.aws import signing_secret
from connextlive.chat import conversation as conversations
from connextlive.chat import visitor, visitor_presence
from connextlive.chat.visitor import Visitor
from connextlive.core import urls
from connextlive.core.environment import environment
from connextlive.core.errors import Forbidden, Invalid, NotFound, Unauthorized
from connextlive.core.ids import is_id
from connextlive.core.sentence import Sentence
from connextlive.core.urls import Url
from connextlive.identity import api_key, site
from connextlive.identity import workspace as workspaces
from connextlive.identity.api_key import ApiKey
from connextlive.lambdas.request import Request
from connextlive.table import codec, items, writes
from connextlive.table.calls import get_item

if TYPE_CHECKING:
    from connextlive.chat.forms import Answers
    from connextlive.chat.mailed_code import Redeemed
    from connextlive.generated.values import ConversationValues, VisitorValues, WorkspaceValues
    from connextlive.identity import user
    from connextlive.identity.forms import Form
    from connextlive.identity.hours import Opening


class Admitted(NamedTuple):
    """The API key of a site that may open sessions, and values of its workspace, which are read in the same call."""

    key: ApiKey
    workspace: "WorkspaceValues"


def admit(request: Request) -> Admitted:
    """The request's API key. It must be active and allowed for the request's origin, and the workspace must not block
    the request's address."""
    admitted = _admitted(request.header("X-API-Key"), request.header("Origin"))
    if admitted.key.ranges_version:
        from connextlive.table import blocked_ranges  # most workspaces block none

        blocked_ranges.check(admitted.key.tenant_id, int(admitted.key.ranges_version), request.address)
    return admitted


def configured(request: Request, plain_key: str | None) -> "tuple[WorkspaceValues, Opening | None, str]":
    """Values of the workspace whose widget the key shows on the request's page, its opening hours there, and the site's
    ID. Nothing about the visitor is recorded. Browsers omit the Origin in requests to the page's own host, and send it
    as the referrer."""
    key, workspace = _admitted(plain_key, request.header("Origin") or request.header("Referer"))
    return workspace, _opening(workspace, key.site_id), key.site_id


def team_shown(workspace: "WorkspaceValues") -> "list[user.ShownUser]":
    """The users that the widget shows before the first message: the active ones of those that the workspace chose, in
    its order."""
    settings = workspace.get("settings") or {}
    stored = settings.get("widget")
    if not isinstance(stored, dict) or not stored.get("team"):
        return []
    from connextlive.identity import user  # many workspaces show nobody
    from connextlive.identity.schemas.settings import Settings

    widget = Settings.of(settings).widget
    if widget is None or not widget.team or widget.show_agent_names is False:
        return []
    chosen = [one for one in widget.team if is_id(one, "usr")]
    found = {one["id"]: user.with_picture(one) for one in user.many(workspace["id"], chosen)}
    return [found[one] for one in chosen if one in found and found[one]["status"] == "ACTIVE"]


def _opening(workspace: "WorkspaceValues", site_id: str) -> "Opening | None":
    """The opening hours on a site; None if always open."""
    settings = workspace.get("settings") or {}
    if not settings.get("hours"):
        return None
    from connextlive.identity import hours  # many workspaces are always open

    return hours.shown(settings, workspace["timezone"], site_id)


def _lets_several(workspace: "WorkspaceValues", site_id: str) -> bool:
    """Whether a site's visitors may have several conversations open at once."""
    settings = workspace.get("settings") or {}
    if not settings.get("conversations"):
        return False
    from connextlive.identity import conversation_rules  # in many workspaces, they have one

    return conversation_rules.of(settings, site_id).lets_several


def _admitted(plain_key: str | None, origin: str | None) -> Admitted:
    named = api_key.named(plain_key) if plain_key else None
    if plain_key is None or named is None:
        raise Unauthorized("Invalid API key")
    raw = {item["sk"]["S"]: item for item in items.raw_items([named, workspaces.key(named[0])])}
    key = api_key.checked(raw.get(named[1]), plain_key)
    if key is None:
        raise Unauthorized("Invalid API key")
    # Pages in an app's web view have origins of a scheme of the app's own.
    if key.domains and not _is_allowed(urls.find(origin, schemes=None), key.domains):
        raise Forbidden("This origin may not use the API key", "ORIGIN_NOT_ALLOWED")
    if workspaces.SK not in raw:
        return Admitted(key, workspaces.load(key.tenant_id).values)
    return Admitted(key, cast("WorkspaceValues", codec.plain(raw[workspaces.SK])))


def page_to_return_to(person: "VisitorValues") -> Url:
    """The page to resume the visitor's conversation on: the page that they were on, if it belongs to the site,
    otherwise the application's own page. The URL comes from the client, and an email must not link anywhere else; a key
    without domains allows no page."""
    tenant_id = person["pk"].partition("#")[0]
    key = ApiKey.find(*api_key.key(tenant_id, person["key_id"]))
    page = urls.find(person.get("current_url"))
    if page is not None and isinstance(key, ApiKey) and _is_allowed(page, key.domains):
        return page
    return urls.parse(f"{environment.app_url}/chat/?key={api_key.page_key(tenant_id, person['key_id'])}")


def _is_allowed(url: Url | None, domains: list[str]) -> bool:
    if url is None:
        return False
    for domain in domains:
        name, _, port = domain.partition(":")
        is_host = url.host.endswith(name[1:]) if name[0] == "*" else url.host == name
        if is_host and (not port or str(url.port) == port):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Claim:
    """The visitor's claimed identity: their own token, a code that was mailed to them, or an ID that the site has
    signed; and whether this continues a visit that was already counted."""

    visitor_id: str | None = None
    visitor_token: str | None = None
    code: str | None = None
    external_id: str | None = None
    identity_hash: str | None = None
    continues_visit: bool = False
    signed_attributes: str | None = None


class Opened(NamedTuple):
    """A session that was opened: its visitor, values of their newest conversation, if there is one, and of the
    workspace, the opening hours, the keys of signed attributes that were invalid, whether the visitor may have several
    conversations open at once, and the form to fill in. `device` is the visitor whose device it is: another one, if
    that one was merged into this one."""

    visitor: Visitor
    conversation: "ConversationValues | None"
    workspace: "WorkspaceValues"
    opening: "Opening | None"
    ignored_attributes: list[str]
    may_have_several: bool
    form: "Form | None"
    device: Visitor


@writes.optimistic
def open_session(
    admitted: Admitted,
    claim: Claim,
    facts: dict[str, str],
    request: Request,
    touch_points: int | None = None,
    proof: str | None = None,
    answers: "Answers | None" = None,
) -> Opened:
    """Opens a visitor's session with the facts that page, request and screen give, and counts the visit, unless it
    continues one. Everything that the answer needs is read before the first write: after an error the widget tries
    again, which would count another visit (of another visitor, if this one is new or came with a code). Blocked
    visitors, and requests without a required `proof`, are refused before anything is written, the use of the key
    included."""
    from connextlive.chat import proof_of_work  # other users of this file begin no session

    key, workspace = admitted
    found, is_verified, device, about = _visitor_of(key, claim)
    visitor_presence.check_until(found.blocked_until)
    ignored = _take_attributes(key, workspace, claim, found, is_verified) if claim.signed_attributes else []
    conversation = _conversation_of(found, about)
    proof_of_work.admit(key.tenant_id, workspace.get("settings") or {}, request, proof)
    signing_secret.signing_keys()  # of the visitor's token
    settings, opening = workspace.get("settings") or {}, _opening(workspace, found.site_id)
    has_form = conversation is None and bool(settings.get("forms"))
    if has_form:
        from connextlive.chat import forms  # many workspaces have none

        forms.ask(settings, found, opening)
        facts = facts | forms.fill(settings, found, answers) if answers else facts
    from connextlive.core import user_agents  # imports all browser rules, which other users of this file do not need
    from connextlive.core.together import together  # other users of this file do nothing at the same time

    browser, system = user_agents.read(request.user_agent, touch_points)
    shown = {
        "ip": request.address,
        "country": request.header("CloudFront-Viewer-Country"),
        "city": _city(request),
        "browser": browser,
        "os": system,
    }
    is_new_visit = not (claim.continues_visit and found.id == claim.visitor_id)
    known = {name: value for name, value in shown.items() if value} | facts
    together(
        partial(api_key.used, key),
        partial(visitor.save_visit, found, is_verified, known, is_new_visit),
    )
    if claim.code and device.id != found.id:
        device.save()  # with the code used
    if conversation is not None:
        conversation["visitor"] = {**conversation["visitor"], **found.card(), "seen_at": found.last_seen_at}
    form = forms.shown(settings, found) if has_form else None
    several = _lets_several(workspace, found.site_id)
    return Opened(found, conversation, workspace, opening, ignored, several, form, device)


def _city(request: Request) -> str | None:
    """The visitor's city. Unlike the country, it is a name, which CloudFront percent-encodes."""
    said = request.header("CloudFront-Viewer-City")
    if said is None or "%" not in said:
        return said
    from urllib.parse import unquote  # imports all that there is of IP addresses; most names are ASCII

    return unquote(said)


def _visitor_of(key: ApiKey, claim: Claim) -> tuple[Visitor, bool, Visitor, str | None]:
    """The visitor: the one that the site has verified, the code's, the token's, or a new one; whether they are
    verified; whose device it is, if that visitor was merged into them; and the conversation that the code's mail was
    about.

    An invalid token or code, or somebody else's, is ignored: the widget starts a new visitor.
    """
    external_id, identity_hash = claim.external_id, claim.identity_hash
    mailed = _mailed(key, claim.code)
    device = mailed.visitor if mailed else _resumed(key, claim.visitor_id, claim.visitor_token)
    resumed = visitor.standing_for(device) if device else None
    if external_id is None and identity_hash is not None:
        raise Unauthorized("Invalid identity hash")  # a hash without an ID is wrong
    if external_id is None or identity_hash is None:
        found = resumed or visitor.new(key.tenant_id, key.site_id, key.id)
        if external_id is not None and not found.is_verified:
            found.external_id = external_id
    else:
        if not _is_vouched_for(key, external_id, identity_hash):
            raise Unauthorized("Invalid identity hash")
        identified = visitor.find_identified(key.tenant_id, key.site_id, external_id)
        if identified is None and resumed is not None and not resumed.is_verified:
            identified = resumed
        found = identified or visitor.new(key.tenant_id, key.site_id, key.id)
        if not found.is_verified:
            found.external_id = external_id
    is_vouched_for = identity_hash is not None and external_id is not None
    about = mailed.conversation_id if mailed and found is resumed else None
    if device is None or found is not resumed or is_vouched_for:
        device = found
    found.key_id = device.key_id = key.id
    return found, is_vouched_for, device, about


def _take_attributes(
    key: ApiKey, workspace: "WorkspaceValues", claim: Claim, found: Visitor, is_verified: bool
) -> list[str]:
    """Sets the attributes that the site has signed; returns the keys of invalid ones."""
    from connextlive.identity import attributes, signed_attributes  # few sites sign any

    if not is_verified or claim.external_id is None or claim.signed_attributes is None:
        raise Invalid(signedAttributes=Sentence("Needs externalId and identityHash"))
    of = site.load(key.tenant_id, key.site_id)
    given = signed_attributes.verified(of, claim.external_id, claim.signed_attributes)
    definitions = attributes.of(workspace.get("settings") or {})
    found.attributes, ignored = attributes.fitting(definitions, found.attributes, given)
    return ignored


def _mailed(key: ApiKey, code: str | None) -> "Redeemed | None":
    if not code:
        return None
    from connextlive.chat import mailed_code  # few sessions begin with an email

    found = mailed_code.redeem(key.tenant_id, code)
    return found if found is not None and _is_of(key, found.visitor, found.visitor.key_id) else None


def _is_of(key: ApiKey, found: Visitor, admitted_by: str | None) -> bool:
    return found.site_id == key.site_id and admitted_by is not None and api_key.continues(key, admitted_by)


def _resumed(key: ApiKey, visitor_id: str | None, visitor_token: str | None) -> Visitor | None:
    if not visitor_id or not visitor_token:
        return None
    from connextlive.identity import tokens  # imports PyJWT, which other users of this file do not need

    claims = None
    with suppress(Unauthorized):
        claims = tokens.verify(visitor_token)
    named = claims.id if claims and claims.stands_for == visitor_id else visitor_id
    try:
        found = visitor.load_any(key.tenant_id, named)
    except NotFound:
        return None
    visitor_presence.check_until(found.blocked_until)  # whatever has become of the token: it is the same device
    if claims is None:
        return None
    bearer = claims.role, claims.tenant_id, claims.id, claims.version
    is_theirs = bearer == ("VISITOR", key.tenant_id, found.id, found.token_version)
    return found if is_theirs and _is_of(key, found, claims.key_id) else None


def _is_vouched_for(key: ApiKey, external_id: str, identity_hash: str) -> bool:
    of = site.load(key.tenant_id, key.site_id)
    return any(
        hmac.compare_digest(
            hmac.new(of.secret(generation).encode(), external_id.encode(), hashlib.sha256).hexdigest().encode(),
            identity_hash.lower().encode(),
        )
        for generation in of.generations
    )


def _conversation_of(found: Visitor, about: str | None) -> "ConversationValues | None":
    """Values of the conversation that the code's mail was about, or else of the visitor's newest, if there is one."""
    conversation_id = about or found.conversation_id
    if not conversation_id:
        return None
    raw = get_item(conversations.pk(found.tenant_id, conversation_id), conversations.SK)
    if raw is None:
        return None
    from connextlive.identity import people  # needed only for visitors who have written

    conversation = cast("ConversationValues", codec.plain(raw))
    people.add_current_names(conversation)
    return conversation


def token_of(visitor: Visitor, device: Visitor | None = None) -> tuple[str, str]:
    """A token for the visitor, and its expiry. It is issued to the `device`'s visitor if that one was merged into them,
    so that it is theirs again if the merge is undone."""
    from connextlive.identity import tokens  # PyJWT is not imported before somebody has been let in

    device = device or visitor
    claims = tokens.Claims(device.tenant_id, device.id, "VISITOR", device.token_version, device.key_id)
    return tokens.issue(claims if device.id == visitor.id else claims._replace(stands_for=visitor.id))
