"""POST /api/tenant/blocks: blocks a visitor, an address or a range of them, for a time or for good."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import block
from connextlive.chat.schemas.blocks import BlockAnswer, BlockBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/blocks", idempotent=True, audit="block.created")
def handler(caller: Caller, body: BlockBody) -> BlockAnswer:
    network = body.network
    if network is not None:
        return BlockAnswer.of(block.block_address(caller, network, body.terms))
    return BlockAnswer.of(block.block_visitor(caller, body.visitor_id or "", body.terms))
