"""What a model is asked, whichever API it is called by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from connextlive.core.environment import environment

PATIENT = 40.0  # seconds: models are slow, and a queue has time


class NoAnalysisError(Exception):
    """The model refused, stopped early, or returned something else than what it was asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """`instructions` are ours, `text` is what people wrote. The answer follows the JSON schema, which is called
    `name`."""

    name: str
    instructions: str
    text: str
    schema: Mapping[str, Any]
    most_tokens: int = 800


class Ask(Protocol):
    """The type of what calls a model. The answer has yet to be validated, like any external input. `within` is how many
    seconds the model may take; whoever has that much time also has some for a second attempt."""

    def __call__(self, question: Question, within: float = PATIENT) -> object: ...


def asker() -> Ask | None:
    """The deployment's model; None if its analyzer needs none."""
    if environment.analyser != "bedrock":
        return None
    from connextlive.analysis import bedrock

    return bedrock.ask


def model_name() -> str:
    """By which name the deployment's model is called."""
    from connextlive.analysis import bedrock

    return bedrock.model_id()
