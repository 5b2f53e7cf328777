"""The analyzer on any server that speaks OpenAI's protocol: `POST <base URL>/chat/completions` with a JSON schema
(`response_format`), or as much of that as the server takes.

https://platform.openai.com/docs/api-reference/chat/create
"""

import json
import random
import ssl
import time
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple

from connextlive.analysis import Analysis, Transcript, answers, questions
from connextlive.analysis.questions import PATIENT, NoAnalysisError, Question, Reply
from connextlive.aws import clients
from connextlive.core import urls
from connextlive.core.environment import environment
from connextlive.core.urls import Url

ATTEMPTS = 3  # of what may take PATIENT, twice as long in all; of other questions there is one
PAUSE = 1.0  # seconds before the second attempt, twice as many before the third, unless the server says more
LARGEST = 1_000_000  # bytes of an answer
KEY_KEPT = 300  # seconds; then a rotated key is read
LOCAL = ("localhost", "127.0.0.1", "[::1]")
PASSING = {408, 429, 500, 502, 503, 504}
REFUSED_KEY = 401
NOT_TAKEN = {400, 415, 422, 501}  # what servers answer to a parameter that they do not know


class Form(NamedTuple):
    """What a request asks for."""

    output: str
    limit: str
    thinks: bool = False


# From what OpenAI takes, to what every server takes: a schema or else its description, and how tokens are limited.
# Reasoning models take no temperature, and what they think counts.
FORMS = (
    Form("json_schema", "max_completion_tokens"),
    Form("json_schema", "max_completion_tokens", thinks=True),
    Form("json_schema", "max_tokens"),
    Form("json_object", "max_tokens"),
    Form("text", "max_tokens"),
)
THINKING = 4  # times as many tokens as the answer has
_taken: dict[str, int] = {}  # by server, model and question: the first form that it took
_keys: dict[str, tuple[float, str]] = {}


class _Answered(NamedTuple):
    status: int
    body: bytes
    retry_after: str | None


class _Call(NamedTuple):
    """How long one attempt may take, and when all are over."""

    within: float
    ends_at: float


def analyse(transcript: Transcript) -> Analysis:
    """Asks the server. Raises `NoAnalysisError`."""
    return answers.analysis(reply(answers.question(transcript)), transcript)


def ask(question: Question, within: float = PATIENT) -> object:
    """What the model answers."""
    return reply(question, within).given


def reply(question: Question, within: float = PATIENT) -> Reply:
    """What the model answers, and what that took."""
    asked = f"{environment.openai_url} {environment.openai_model} {question.name}"
    call = _Call(within, time.monotonic() + (2 * within if within >= PATIENT else within))
    for number in range(_taken.get(asked, 0), len(FORMS)):
        answered = _ask(_request(question, FORMS[number]), call)
        if answered.status in NOT_TAKEN and number + 1 < len(FORMS):
            continue
        if answered.status != 200:
            break
        _taken[asked] = number
        return _reply(answered.body)
    raise NoAnalysisError(f"The server answered {answered.status}")  # its body may repeat what people wrote


def base_url() -> Url:
    """The server's URL: encrypted, unless it is on this machine."""
    try:
        url = urls.parse(environment.openai_url)
    except ValueError:
        raise NoAnalysisError("OpenAiUrl is not a URL") from None
    if url.scheme != "https" and not (url.scheme == "http" and url.host in LOCAL):
        raise NoAnalysisError("OpenAiUrl must begin with https://, except for localhost")
    return url


def _request(question: Question, form: Form) -> bytes:
    instructions = question.instructions
    asked: dict[str, Any] = {"model": environment.openai_model}
    if form.output == "json_schema":
        schema = {"name": question.name, "strict": True, "schema": question.schema}
        asked["response_format"] = {"type": form.output, form.output: schema}
    else:
        instructions += "\nAnswer with one JSON object of this schema, and nothing else:\n"
        instructions += json.dumps(question.schema)
    if form.output == "json_object":
        asked["response_format"] = {"type": form.output}
    asked[form.limit] = question.most_tokens * (THINKING if form.thinks else 1)
    if not form.thinks:
        asked["temperature"] = 0
    asked["messages"] = [
        {"role": "system", "content": instructions},
        {"role": "user", "content": question.text},
    ]
    return json.dumps(asked).encode()


def _ask(body: bytes, call: _Call) -> _Answered:
    """The server's answer, after as many attempts as there is time for."""
    attempts = ATTEMPTS if call.within >= PATIENT else 1
    for attempt in range(1, attempts + 1):
        try:
            answered = _post(body, call)
            if answered.status == REFUSED_KEY and environment.openai_key_arn in _keys:
                del _keys[environment.openai_key_arn]
                answered = _post(body, call)  # with the key as it is now
        except (OSError, HTTPException) as error:
            answered, failure = None, type(error).__name__
        if answered and answered.status not in PASSING:
            return answered
        pause = _pause(attempt, answered)
        if attempt == attempts or time.monotonic() + pause >= call.ends_at:
            break
        time.sleep(pause)
    raise NoAnalysisError(f"The server answered {answered.status}" if answered else f"No answer: {failure}")


def _pause(attempt: int, answered: _Answered | None) -> float:
    said = answered.retry_after if answered else None
    if said and said.isdecimal():
        return float(said)
    return PAUSE * attempt * random.uniform(0.5, 1)


def _post(body: bytes, call: _Call) -> _Answered:
    url = base_url()
    left = min(call.within, max(call.ends_at - time.monotonic(), 0.1))
    host = url.host.strip("[]")
    connection = (
        HTTPSConnection(host, url.port, timeout=left, context=_tls())
        if url.scheme == "https"
        else HTTPConnection(host, url.port, timeout=left)
    )
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key := _key():
        headers["Authorization"] = f"Bearer {key}"
    try:
        connection.request("POST", f"{url.path.rstrip('/')}/chat/completions", body, headers)
        answer = connection.getresponse()
        return _Answered(answer.status, _read(answer, call.ends_at), answer.headers.get("Retry-After"))
    finally:
        connection.close()


def _read(answer: HTTPResponse, ends_at: float) -> bytes:
    """The body, but not longer than there is time for: a byte a second never times out by itself."""
    body = b""
    while part := answer.read1(LARGEST):
        body += part
        if len(body) > LARGEST or time.monotonic() > ends_at:
            raise TimeoutError
    return body


def _reply(body: bytes) -> Reply:
    try:
        answered = json.loads(body)
        (choice,) = answered["choices"]
        stop, message = choice.get("finish_reason"), choice["message"]
        refusal, calls, text = (message.get(name) for name in ("refusal", "tool_calls", "content"))
        usage = answered.get("usage") or {}
        tokens = (int(usage["prompt_tokens"]), int(usage["completion_tokens"])) if usage else None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoAnalysisError("The server's answer is not a chat completion") from None
    if refusal:
        raise NoAnalysisError("The model refused")
    if stop not in ("stop", None) or calls:
        raise NoAnalysisError(f"The model stopped for {stop}")
    return Reply(questions.json_in(str(text or "")), environment.openai_model, tokens)


def _key() -> str:
    """The key, from Secrets Manager; empty for a server without one."""
    arn = environment.openai_key_arn
    if not arn:
        return ""
    read_at, key = _keys.get(arn, (0.0, ""))
    if not key or time.monotonic() - read_at > KEY_KEPT:
        key = str(clients.call("secretsmanager", "GetSecretValue", {"SecretId": arn})["SecretString"]).strip()
        _keys[arn] = (time.monotonic(), key)
    return key


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
