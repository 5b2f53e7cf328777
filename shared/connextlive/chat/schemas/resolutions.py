"""Schemas of reviews."""

from typing import Annotated

from pydantic import Field

from connextlive.chat.schemas.conversations import Outcome, Sentiment
from connextlive.lambdas.common import OMITTED, Body, Tag


class ReviewBody(Body):
    """The correct values for the conversation; omitted fields are confirmed. Topics are the workspace's, or those that
    the analysis proposed."""

    outcome: Outcome = OMITTED
    sentiment: Sentiment = OMITTED
    topics: Annotated[list[Tag], Field(max_length=10)] = OMITTED
