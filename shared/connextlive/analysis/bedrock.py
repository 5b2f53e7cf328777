"""The analyzer on Amazon Bedrock: the Converse API, once, with the schema of what is asked.

Models with structured output answer with JSON by that schema (`outputConfig`), which Bedrock enforces:
https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
The others are forced to call a tool whose arguments are the answer. Amazon Nova, too, decodes these by the tool's
schema: https://docs.aws.amazon.com/nova/latest/userguide/concept-chapter-servicename.html
"""

import json
from functools import cache
from typing import Any

from botocore.config import Config

from connextlive.analysis import Analysis, Transcript, answers, questions
from connextlive.analysis.questions import PATIENT, NoAnalysisError, Question, Reply
from connextlive.aws import clients
from connextlive.core.environment import environment

# The cross-region inference profiles of Amazon Nova Lite by their prefix, and the regions that may call each. Only in
# us-east-1 may the model be called without one.
# https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-supported.html
PROFILES = {
    "us": ("us-east-1", "us-east-2", "us-west-2"),
    "ca": ("ca-central-1",),
    "eu": ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"),
    "apac": ("ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2"),
}
WITHOUT_PROFILE = "none"
# What the IDs of models with structured output begin with, as AWS lists them; `BedrockOutput` decides for all others.
STRUCTURED = (
    "anthropic.claude-haiku-4-5",
    "anthropic.claude-opus-4-5",
    "anthropic.claude-opus-4-6",
    "anthropic.claude-sonnet-4-5",
)


def analyse(transcript: Transcript) -> Analysis:
    """Calls the model. Raises Bedrock's errors, and `NoAnalysisError`."""
    return answers.analysis(reply(answers.question(transcript)), transcript)


def ask(question: Question, within: float = PATIENT) -> object:
    """What the model answers."""
    return reply(question, within).given


def reply(question: Question, within: float = PATIENT) -> Reply:
    """What the model answers, and what that took."""
    model, is_by_schema = model_id(), is_structured()
    answer = _client(within).converse(
        modelId=model,
        system=[{"text": question.instructions}],
        messages=[{"role": "user", "content": [{"text": question.text}]}],
        inferenceConfig={"maxTokens": question.most_tokens, "temperature": 0},
        **(_by_schema(question) if is_by_schema else _by_tool(question)),
    )
    used = answer["usage"]
    given = _said(answer) if is_by_schema else _called_with(answer, question.name)
    return Reply(given, model, (used["inputTokens"], used["outputTokens"]))


def is_structured() -> bool:
    """Whether the model answers by a schema, instead of calling a tool."""
    return {"schema": True, "tool": False}.get(
        environment.bedrock_output, environment.bedrock_model.startswith(STRUCTURED)
    )


def _by_schema(question: Question) -> dict[str, Any]:
    schema = {"name": question.name, "schema": json.dumps(question.schema)}
    return {"outputConfig": {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": schema}}}}


def _by_tool(question: Question) -> dict[str, Any]:
    schema = {"json": question.schema}
    tool = {"name": question.name, "description": "Records the answer", "inputSchema": schema}
    return {"toolConfig": {"tools": [{"toolSpec": tool}], "toolChoice": {"tool": {"name": question.name}}}}


def _said(answer: dict[str, Any]) -> object:
    parts = _content(answer, "end_turn")
    return questions.json_in("".join(part["text"] for part in parts if "text" in part))  # it may have reasoned before


def _called_with(answer: dict[str, Any], tool: str) -> object:
    parts = _content(answer, "tool_use")
    calls: list[object] = [part["toolUse"]["input"] for part in parts if part.get("toolUse", {}).get("name") == tool]
    if len(calls) != 1:
        raise NoAnalysisError(f"The model called the tool {len(calls)} times")
    return calls[0]


def _content(answer: dict[str, Any], stop: str) -> list[dict[str, Any]]:
    if answer["stopReason"] != stop:
        raise NoAnalysisError(f"The model stopped for {answer['stopReason']}")
    content: list[dict[str, Any]] = answer["output"]["message"]["content"]
    return content


def model_id() -> str:
    """The model's cross-region inference profile, or the model itself where the profile is `none`."""
    profile = environment.bedrock_profile or _profile_of(_region())
    return environment.bedrock_model if profile == WITHOUT_PROFILE else f"{profile}.{environment.bedrock_model}"


def _profile_of(region: str) -> str:
    for prefix, regions in PROFILES.items():
        if region in regions:
            return prefix
    # Not in a deployed stack: the template has a rule against it.
    raise NoAnalysisError(f"BEDROCK_PROFILE is not set, and no profile is known for {region}")


def _region() -> str:
    return environment.bedrock_region or clients.region()


@cache
def _client(within: float) -> Any:
    """A client for answers that take no longer. Whoever is waited for by a person tries only once."""
    attempts = 2 if within >= PATIENT else 1
    config = Config(connect_timeout=2, read_timeout=within, retries={"mode": "standard", "max_attempts": attempts})
    return clients.session().create_client("bedrock-runtime", region_name=_region(), config=config)
