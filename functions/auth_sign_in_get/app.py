"""GET /api/auth/sign-in: finds the identity provider of a workspace, or of an email domain."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.core.ids import is_id
from connextlive.identity import sign_in
from connextlive.identity.schemas.identities import Offer, SignInQuery


@endpoint("GET", "/api/auth/sign-in", limit="sign_in")
def handler(query: SignInQuery) -> Offer:
    if is_id(query.workspace, "ten"):
        return Offer.of(sign_in.find(query.workspace))
    return Offer.of(sign_in.of_domain(query.domain))
