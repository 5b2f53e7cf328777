"""ON user.reset_requested: mails the link to set a new password."""

from typing import Any

from connextlive import letters, mail
from connextlive.consumers import consumer
from connextlive.models import password_reset, user, workspace


@consumer
def handler(detail: dict[str, Any]) -> None:
    person = user.find(detail["tenantId"], detail["userId"])
    if person is None or person.reset_nonce is None:
        return  # removed, or reset already
    place = workspace.load(person.tenant_id)
    link = mail.link("/reset-password", password_reset.token(person))
    written = letters.password_reset(place.language, place.name, person.name, link)
    mail.send(place, f"reset#{person.id}#{person.reset_nonce}", person.email, written)
