"""What a model is asked, whichever API it is called by."""

import json
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


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model answered, which has yet to be validated, like any external input; by which name it is called, and
    how many tokens it read and wrote, if that is known."""

    given: object
    model: str
    tokens: tuple[int, int] | None


class Ask(Protocol):
    """The type of what calls a model. The answer has yet to be validated, like any external input. `within` is how many
    seconds the model may take; whoever has that much time also has some for a second attempt."""

    def __call__(self, question: Question, within: float = PATIENT) -> object: ...


def asker() -> Ask | None:
    """The deployment's model; None if its analyzer needs none."""
    match environment.analyser:
        case "bedrock":
            from connextlive.analysis import bedrock

            return bedrock.ask
        case "openai":
            from connextlive.analysis import openai

            return openai.ask
        case _:
            return None


def model_name() -> str:
    """By which name the deployment's model is called."""
    if environment.analyser == "openai":
        return environment.openai_model
    from connextlive.analysis import bedrock

    return bedrock.model_id()


def json_in(text: str) -> object:
    """The object in a text: models that no schema holds may put words or a fence around it."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return json.loads(text[start : end + 1])
    except ValueError:
        raise NoAnalysisError("The model wrote no JSON") from None
