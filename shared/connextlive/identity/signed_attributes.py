"""What a site signs about its users: their custom attributes, in a JSON Web Token that the identity secret signs.
Whoever has one cannot change what is in it, unlike what else a page says of its visitor."""

import jwt

from connextlive.core.errors import Invalid
from connextlive.core.sentence import Sentence
from connextlive.identity.attributes import Given
from connextlive.identity.site import Site

FIELD = "signedAttributes"


def verified(site: Site, external_id: str, token: str) -> Given:
    """The `attributes` of a token that is the site's, about this user, and has not expired."""
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
            given: Given = claims["attributes"]
            return given
        break
    raise Invalid(
        **{FIELD: Sentence("Must be a JSON Web Token of {claims}, signed with the identity secret", claims=CLAIMS)}
    )


CLAIMS = "sub (the externalId), exp and attributes"
