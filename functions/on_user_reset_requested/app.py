"""ON user.reset_requested: mails the link to set a new password."""

from typing import Any

from connextlive.lambdas.consumer import consumer
from connextlive.email import letters, sending
from connextlive.identity import password_reset, user, workspace


@consumer
def handler(detail: dict[str, Any]) -> None:
    person = user.find(detail["tenantId"], detail["userId"])
    if person is None or person.reset_nonce is None:
        return  # removed, or reset already
    place = workspace.load(person.tenant_id)
    link = sending.link("/reset-password", password_reset.token(person))
    written = letters.password_reset(place.language, place.name, person.name, link)
    sending.send(place, f"reset#{person.id}#{person.reset_nonce}", person.email, written)
