"""Tells agents that a mail to their visitor bounced, so that they do not wait for an answer. Imported only where one
did."""

from contextlib import suppress

from connextlive.chat import message
from connextlive.core.errors import NotFound
from connextlive.core.i18n import translator
from connextlive.identity import workspace


def tell(tenant_id: str, conversation_id: str, address: str, mail_id: str) -> None:
    """Writes a note in the conversation that the mail was about, once."""
    with suppress(NotFound):  # deleted since
        _ = translator(workspace.load(tenant_id).language)
        words = _("The e-mail to {address} bounced or was reported as spam. No more are sent there.", address=address)
        message.tell_agents(tenant_id, conversation_id, words, f"{mail_id}:{address}")
