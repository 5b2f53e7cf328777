"""ON user.reset_requested: mails the link to set a new password."""

from typing import Any

from connextlive import mail
from connextlive.consumers import consumer
from connextlive.models import password_reset, user, workspace
from connextlive.texts import PASSWORD_RESET


@consumer
def handler(detail: dict[str, Any]) -> None:
    person = user.find(detail["tenantId"], detail["userId"])
    if person is None or person.reset_nonce is None:
        return  # removed, or reset already
    subject, text = PASSWORD_RESET[workspace.load(person.tenant_id).language]
    link = mail.link("/reset-password", password_reset.token(person))
    mail.send(person.email, subject, text.format(name=person.name, link=link))
