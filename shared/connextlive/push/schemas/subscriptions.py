"""Schemas of push subscriptions, as browsers create them."""

import base64
import binascii
from functools import partial
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from connextlive.core.public_http import LONGEST_URL, checked
from connextlive.core.sentence import Sentence
from connextlive.lambdas.common import Answer, Body

if TYPE_CHECKING:
    from connextlive.generated.values import PushSubscriptionValues


def _of_bytes(value: str, length: int) -> str:
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(Sentence("Must be base64url")) from error
    if len(decoded) != length:
        raise ValueError(Sentence("Must be {length} bytes in base64url", length=length))
    return value


type PublicKey = Annotated[str, Field(max_length=100), AfterValidator(partial(_of_bytes, length=65))]
type Secret = Annotated[str, Field(max_length=100), AfterValidator(partial(_of_bytes, length=16))]
type Endpoint = Annotated[str, AfterValidator(checked)]


class PushKeys(Body):
    """The browser's keys for this subscription."""

    p256dh: PublicKey = Field(alias="p256dh")  # one word, as in the standard
    auth: Secret


class PushSubscriptionBody(Body):
    """The browser's `PushSubscription` as JSON; `expirationTime` is ignored."""

    endpoint: Endpoint
    keys: PushKeys
    expiration_time: float | None = None


class EndpointBody(Body):
    """The subscription's endpoint."""

    endpoint: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]


class PushSubscriptionView(Answer):
    """A push subscription."""

    id: str
    endpoint: str
    created_at: str


class PushSubscriptionAnswer(Answer):
    """`{subscription}`"""

    subscription: PushSubscriptionView

    @classmethod
    def of(cls, values: "PushSubscriptionValues") -> Self:
        return cls(subscription=PushSubscriptionView.model_validate(values))


class PushSubscriptions(Answer):
    """The key to subscribe with (`applicationServerKey`), and the agent's subscriptions, oldest first."""

    public_key: str
    subscriptions: list[PushSubscriptionView]

    @classmethod
    def of(cls, public_key: str, subscriptions: list["PushSubscriptionValues"]) -> Self:
        views = [PushSubscriptionView.model_validate(values) for values in subscriptions]
        return cls(public_key=public_key, subscriptions=views)
