"""GET /api/tenant/blocks: lists blocked visitors and addresses, and agents' requests to block."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import block
from connextlive.chat.schemas.blocks import Blocks, BlocksQuery
from connextlive.core.caller import Caller


@endpoint("GET", "/api/tenant/blocks")
def handler(caller: Caller, query: BlocksQuery) -> Blocks:
    return Blocks.of(block.page(caller.tenant_id, query.limit, query.cursor), query)
