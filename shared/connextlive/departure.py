"""What an agent leaves behind who was deactivated or removed. Nothing of it is theirs to keep, and from the moment in
which they are inactive nothing new is given to them: every write that would give carries that condition."""

from connextlive.chat import conversation
from connextlive.identity import user
from connextlive.push import subscription


def of_agent(tenant_id: str, agent_id: str) -> None:
    """Frees their open conversations; of one who was removed, the subscriptions go as well. Somebody who is active
    again keeps what they hold."""
    found = user.find(tenant_id, agent_id)
    if found is not None and found.status == "ACTIVE":
        return
    conversation.release_all(tenant_id, agent_id)
    if found is None:
        subscription.remove_all(tenant_id, agent_id)
