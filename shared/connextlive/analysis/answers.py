"""A model's answer, whatever API is used: the schema that the model is given, and the analysis made from the answer. An
answer is external input: additional fields are dropped, and invalid analyses are refused."""

import json
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from connextlive.analysis import (
    LONGEST_SUMMARY,
    LONGEST_TOPIC,
    MOST_PROPOSED,
    MOST_TOPICS,
    OUTCOMES,
    SENTIMENTS,
    Analysis,
    Transcript,
    prices,
    prompts,
)
from connextlive.analysis.questions import NoAnalysisError, Question, Reply
from connextlive.core.text import fold
from connextlive.events.types import Outcome, Sentiment

NAME = "record_analysis"
MOST_ANSWER_TOKENS = 800
MOST_NAMES = 20  # that are read of an answer's topics
# Only what every provider of structured output can enforce: all properties are required, there are no others, and
# limits of numbers and lengths are words. https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["summary", "outcome", "sentiment", "topics", "proposed", "confidence"],
    "properties": {
        "summary": {
            "type": "string",
            "description": f"Two or three sentences, at most {LONGEST_SUMMARY} characters: what was asked, what was "
            "done, how it ended. No personal data.",
        },
        "outcome": {"type": "string", "enum": list(OUTCOMES)},
        "sentiment": {"type": "string", "enum": list(SENTIMENTS)},
        "topics": {
            "type": "array",
            "items": {"type": "string"},
            "description": f"At most {MOST_TOPICS} names from <topics>",
        },
        "proposed": {
            "type": "array",
            "items": {"type": "string"},
            "description": f"At most {MOST_PROPOSED} new names of at most {LONGEST_TOPIC} characters",
        },
        "confidence": {"type": "number", "description": "0 to 1"},
    },
}


class Answer(BaseModel):
    """An answer that follows the schema."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_SUMMARY)]
    outcome: Outcome
    sentiment: Sentiment
    topics: Annotated[list[str], Field(max_length=MOST_NAMES)]
    proposed: Annotated[list[str], Field(max_length=MOST_NAMES)] = []
    confidence: Annotated[float, Field(ge=0, le=1)]


def question(transcript: Transcript) -> Question:
    """Asks for an analysis."""
    text = prompts.prompt(transcript, prompts.token_budget())
    return Question(NAME, prompts.INSTRUCTIONS, text, SCHEMA, MOST_ANSWER_TOKENS)


def analysis(reply: Reply, transcript: Transcript) -> Analysis:
    """The model's analysis; `NoAnalysisError` if it is none."""
    answer = _validated(reply.given)
    known = {fold(topic.name): topic.name for topic in transcript.topics}
    named = [name.strip()[:LONGEST_TOPIC].strip() for name in answer.topics + answer.proposed]
    return Analysis(
        summary=answer.summary,
        outcome=answer.outcome,
        sentiment=answer.sentiment,
        topics=_distinct(known[fold(name)] for name in named if fold(name) in known)[:MOST_TOPICS],
        proposed=_distinct(name for name in named if name and fold(name) not in known)[:MOST_PROPOSED],
        confidence=answer.confidence,
        model=reply.model,
        usage=prices.usage(reply.model, *reply.tokens) if reply.tokens else None,
    )


def _validated(given: object) -> Answer:
    try:
        return Answer.model_validate(given)
    except ValidationError as error:
        # Without the input, because it is what somebody wrote, and does not belong in logs.
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise NoAnalysisError(json.dumps(wrong)) from None


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
