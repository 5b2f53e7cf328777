"""The same with a client by openapi-python-client, in an environment without the project's packages."""
# mypy: ignore-errors

import os

from connextlive_api_client import AuthenticatedClient
from connextlive_api_client.api.tenant_api_keys import tenant_api_keys_create
from connextlive_api_client.api.tenant_conversations import tenant_conversations_get, tenant_conversations_list
from connextlive_api_client.models import ApiKeyBody, Error
from connextlive_api_client.models import TenantConversationsListStatusItem as Status

client = AuthenticatedClient(base_url=os.environ["API_URL"], token=os.environ["TOKEN"])
conversation = os.environ["CONVERSATION"]

made = tenant_api_keys_create.sync(client=client, body=ApiKeyBody(name="Website"))
assert made.api_key.status == "ACTIVE", made

listed = tenant_conversations_list.sync(client=client, status=[Status.ACTIVE, Status.WAITING], limit=5)
assert [one.id for one in listed.conversations] == [conversation], listed

found = tenant_conversations_get.sync(conversation, client=client)
assert found.conversation.visitor.user_name == "Vera Visitor", found

gone = tenant_conversations_get.sync("cnv_01HX0000000000000000000000", client=client)
assert isinstance(gone, Error), gone
assert gone.status_code == 404, gone
