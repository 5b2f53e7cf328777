"""POST /api/tenant/blocks: blocks a visitor, for a time or for good; one who is blocked already, on the new terms."""

from connextlive.lambdas.endpoint import endpoint
from connextlive.chat import block
from connextlive.chat.schemas.blocks import BlockAnswer, BlockBody
from connextlive.core.caller import Caller


@endpoint("POST", "/api/tenant/blocks", idempotent=True, audit="block.created")
def handler(caller: Caller, body: BlockBody) -> BlockAnswer:
    return BlockAnswer.of(block.block_visitor(caller, body.visitor_id, body.terms))
