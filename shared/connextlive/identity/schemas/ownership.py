"""Schemas of who owns the workspace."""

from typing import Annotated

from pydantic import Field

from connextlive.identity.schemas.auth import ConfirmedBody


class OwnershipBody(ConfirmedBody):
    """The admin to whom the ownership is offered; the owner's password again and, with two-factor authentication, a
    code."""

    agent_id: Annotated[str, Field(min_length=1, max_length=100)]
