"""Sets values of a conversation's custom attributes and its visitor's in one call; each key's definition says which of
the two it belongs to."""

from connextlive.chat import conversation as conversations
from connextlive.chat import visitor as visitors
from connextlive.chat.sight import Viewer
from connextlive.core.ids import timestamp
from connextlive.identity import attributes
from connextlive.identity import workspace as workspaces
from connextlive.identity.attributes import Attributes, Given
from connextlive.table import items, orm
from connextlive.table.orm import Item
from connextlive.table.writes import optimistic


@optimistic
def set_values(
    tenant_id: str, conversation_id: str, given: Given, seen_by: Viewer | None = None
) -> tuple[Attributes, Attributes]:
    """Sets values (null removes one) and returns those of the conversation and of its visitor. Equal values change
    nothing."""
    key = conversations.pk(tenant_id, conversation_id), conversations.SK
    found, workspace = items.find_all([key, workspaces.key(tenant_id)])
    conversation = conversations.seen(found, seen_by)
    visitor = visitors.load(tenant_id, conversation.visitor_id)
    definitions = attributes.of(workspace.settings if isinstance(workspace, workspaces.Workspace) else {})
    values = attributes.changed(
        definitions, {"CONVERSATION": conversation.attributes, "VISITOR": visitor.attributes}, given
    )
    at, changed = timestamp(), list[Item]()
    if values["CONVERSATION"] != conversation.attributes:
        conversation.attributes = values["CONVERSATION"]
        conversation.touch(at)
        changed.append(conversation)
    if values["VISITOR"] != visitor.attributes:
        visitor.attributes, visitor.updated_at = values["VISITOR"], at
        changed.append(visitor)
    if len(changed) == 1:
        changed[0].save()
    elif changed:
        with orm.transaction() as write:
            for item in changed:
                write.save(item)
    return conversation.attributes or {}, visitor.attributes or {}
