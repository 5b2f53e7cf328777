"""A workspace's own limits for its visitors: its setting `limits`, per minute, by kind and by subject."""

from connextlive.core.environment import environment
from connextlive.table import token_bucket
from connextlive.table.codec import Values

MINUTE = 60
KINDS = {"sessions": "session", "messages": "message", "uploads": "upload"}
OWNERS = {"perVisitor": "caller", "perAddress": "address", "perSite": "key", "perWorkspace": "tenant"}


def rates(settings: Values) -> str:
    """The limits in the form of `token_bucket.rates`."""
    from connextlive.identity.schemas.settings import LimitSettings  # who only asks what is allowed needs it not

    found = LimitSettings.of(settings.get("limits")).known()
    texts = []
    for name, kind in KINDS.items():
        numbers = ((OWNERS[of], number) for of, number in (found.get(name) or {}).items() if of in OWNERS)
        if pairs := [f"{owner} {number}/{MINUTE}" for owner, number in numbers if number]:
            texts.append(" ".join([kind, *pairs]))
    return "; ".join(texts)


def allowed() -> dict[str, dict[str, int]]:
    """The deployment's limits per minute, in the form of the setting, without unlimited kinds."""
    spelled = {owner: name for name, owner in OWNERS.items()}
    return {
        name: {
            spelled[owner]: max(1, rate.quota * MINUTE // rate.window)
            for owner, rate in token_bucket.rates(environment.rate_limits, kind).items()
            if owner in spelled
        }
        for name, kind in KINDS.items()
    }
