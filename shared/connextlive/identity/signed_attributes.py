"""Custom attributes of a site's users, signed by the site: a JSON Web Token with the identity secret as key. A visitor
cannot change them, unlike other values that a page sends."""

from typing import Any

import jwt

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.core.visible import whole
from connextlive.identity.attributes import Given
from connextlive.identity.site import Site

FIELD = "signedAttributes"


def verified(site: Site, external_id: str, token: str) -> Given:
    """The `attributes` of a token, which the site must have signed for this user, and which must not have expired."""
    for generation in site.generations:
        try:
            claims = jwt.decode(
                token,
                site.secret(generation),
                algorithms=["HS256"],
                subject=external_id,
                options={"require": ["exp", "sub", "attributes"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            raise Invalid(**{FIELD: Sentence("Has expired")}) from None
        except (jwt.InvalidTokenError, RecursionError):
            break
        if isinstance(claims["attributes"], dict):
            return {whole(key): _whole(value) for key, value in claims["attributes"].items()}
        break
    raise Invalid(
        **{FIELD: Sentence("Must be a JSON Web Token of {claims}, signed with the identity secret", claims=CLAIMS)}
    )


CLAIMS = "sub (the externalId), exp and attributes"


def _whole(value: Any) -> Any:
    """What a site has cut out of a longer text is still a value."""
    return whole(value) if isinstance(value, str) else value
