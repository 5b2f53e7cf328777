"""The analyzer on any server with OpenAI's protocol, against one that speaks it over a real socket."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from connextlive.analysis import analyser, answers, openai, prompts
from connextlive.analysis.prices import Usage
from connextlive.analysis.questions import NoAnalysisError, Question
from connextlive.aws import clients
from tests.support.models import GOOD, TRANSCRIPT, OpenAi, Reply


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAi]:
    server = OpenAi()
    monkeypatch.setenv("ANALYSER", "openai")
    monkeypatch.setenv("OPENAI_URL", f"{server.url}/v1/")
    monkeypatch.setenv("OPENAI_MODEL", "a-model")
    monkeypatch.setattr(openai, "PAUSE", 0.01)
    with server.running():
        yield server


def test_the_answer_by_the_schema_is_the_analysis(model: OpenAi) -> None:
    model.says(GOOD)
    found = analyser()(TRANSCRIPT)
    assert (found.summary, found.outcome, found.sentiment) == (GOOD["summary"], "RESOLVED", "POSITIVE")
    assert found.topics == ["Billing"]
    assert found.proposed == ["Invoices", "Old invoices"]
    assert found.model == "a-model"
    assert found.usage == Usage(900, 90, None)


def test_the_request_is_a_chat_completion_with_a_strict_schema(model: OpenAi) -> None:
    model.says(GOOD)
    openai.analyse(TRANSCRIPT)
    path, body, headers = model.asked[0]
    assert path == "/v1/chat/completions"
    assert "Authorization" not in headers
    assert body["model"] == "a-model"
    assert body["response_format"]["json_schema"] == {"name": answers.NAME, "strict": True, "schema": answers.SCHEMA}
    system, user = body["messages"]
    assert system == {"role": "system", "content": prompts.INSTRUCTIONS}
    assert user["role"] == "user"
    assert "<message from='visitor'>May I have my invoice?</message>" in user["content"]


def test_a_server_that_knows_no_schema_is_asked_in_words_and_remembered(model: OpenAi) -> None:
    model.fails(400)
    model.fails(400)
    model.fails(422)
    model.fails(400)
    model.writes(f"Here you are:\n```json\n{json.dumps(GOOD)}\n```")
    assert openai.analyse(TRANSCRIPT).outcome == "RESOLVED"
    assert [one.body.get("response_format", {}).get("type") for one in model.asked] == [
        "json_schema",
        "json_schema",
        "json_schema",
        "json_object",
        None,
    ]
    assert json.dumps(answers.SCHEMA) in model.asked[-1].body["messages"][0]["content"]
    openai.analyse(TRANSCRIPT)
    assert len(model.asked) == 6


def test_a_reasoning_model_that_takes_no_temperature_is_given_none(model: OpenAi) -> None:
    model.fails(400)
    model.says(GOOD)
    openai.analyse(TRANSCRIPT)
    assert [one.body.get("temperature") for one in model.asked] == [0, None]


def test_a_request_that_no_form_helps_is_given_back_to_the_queue(model: OpenAi) -> None:
    model.fails(400)
    with pytest.raises(NoAnalysisError, match="400") as refusal:
        openai.analyse(TRANSCRIPT)
    assert len(model.asked) == len(openai.FORMS)
    assert "invoice" not in str(refusal.value)  # the server repeats what people wrote


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(model: OpenAi, status: int) -> None:
    model.fails(status)
    model.says(GOOD)
    assert openai.analyse(TRANSCRIPT).outcome == "RESOLVED"
    assert len(model.asked) == 2


def test_a_lasting_failure_is_given_back_to_the_queue(model: OpenAi) -> None:
    model.fails(503)
    with pytest.raises(NoAnalysisError, match="503"):
        openai.analyse(TRANSCRIPT)
    assert len(model.asked) == openai.ATTEMPTS


def test_a_server_that_asks_for_more_time_than_there_is_is_not_waited_for(model: OpenAi) -> None:
    model.fails(429, Retry_After="600")
    begun = time.monotonic()
    with pytest.raises(NoAnalysisError, match="429"):
        openai.analyse(TRANSCRIPT)
    assert len(model.asked) == 1
    assert time.monotonic() - begun < 5


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_MODEL", "a-model")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("OPENAI_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(NoAnalysisError, match="TimeoutError"):
            openai.ask(Question("answer", "Answer", "What is it?", {}), within=0.05)


def test_a_server_that_is_not_there_is_named_by_its_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "PAUSE", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    monkeypatch.setenv("OPENAI_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("OPENAI_MODEL", "a-model")
    with pytest.raises(NoAnalysisError, match="ConnectionRefusedError"):
        openai.analyse(TRANSCRIPT)


@pytest.mark.parametrize("stop", ["length", "content_filter", "tool_calls"])
def test_a_model_that_stops_early_gives_no_analysis(model: OpenAi, stop: str) -> None:
    model.writes(json.dumps(GOOD), stop)
    with pytest.raises(NoAnalysisError, match=stop):
        openai.analyse(TRANSCRIPT)


def test_a_refusal_gives_no_analysis(model: OpenAi) -> None:
    model.writes(None, refusal="I will not judge this visitor's invoice")
    with pytest.raises(NoAnalysisError, match="refused"):
        openai.analyse(TRANSCRIPT)


@pytest.mark.parametrize(
    "body",
    ["<html>Welcome</html>", "[]", '{"choices": []}', '{"choices": [{"message": null}]}', '{"choices": [{}, {}]}'],
)
def test_what_is_no_completion_gives_no_analysis(model: OpenAi, body: str) -> None:
    model.replies.append(Reply(200, body))
    with pytest.raises(NoAnalysisError):
        openai.analyse(TRANSCRIPT)


def test_a_redirection_is_not_followed(model: OpenAi) -> None:
    model.replies.append(Reply(307, "", {"Location": f"{model.url}/elsewhere"}))
    with pytest.raises(NoAnalysisError, match="307"):
        openai.analyse(TRANSCRIPT)
    assert [one.path for one in model.asked] == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example.com/v1",
        "http://127.0.0.1.example.com/",
        "http://localhost@example.com",
        "ftp://x.org",
        "",
    ],
)
def test_only_a_server_on_this_machine_is_called_unencrypted(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("OPENAI_URL", url)
    with pytest.raises(NoAnalysisError, match="OpenAiUrl"):
        openai.base_url()


def test_the_key_is_read_from_its_secret_and_again_once_it_is_refused(
    model: OpenAi, monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:model-key"
    keys = ["sk-new\n", "sk-old"]
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("OPENAI_KEY_ARN", arn)
    asked: list[Any] = []

    def secret(*call: Any) -> dict[str, str]:
        asked.append(call)
        return {"SecretString": keys.pop()}

    monkeypatch.setattr(clients, "call", secret)
    model.fails(401)
    model.says(GOOD)
    openai.analyse(TRANSCRIPT)
    openai.analyse(TRANSCRIPT)
    assert [one.headers["Authorization"] for one in model.asked] == [
        "Bearer sk-old",
        "Bearer sk-new",
        "Bearer sk-new",
    ]
    assert asked == [("secretsmanager", "GetSecretValue", {"SecretId": arn})] * 2
