"""Schemas of transcripts by mail."""

from connextlive.lambdas.common import Answer, Body, Email


class TranscriptBody(Body):
    """The visitor's address, if it is not known, or is another one."""

    email: Email | None = None


class TranscriptAnswer(Answer):
    """The address that the transcript is mailed to, within some minutes."""

    email: str
