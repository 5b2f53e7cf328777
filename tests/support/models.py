"""Servers that speak the protocols of models, over real sockets: Bedrock's Converse, and OpenAI's chat completions."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import unquote

from connextlive.analysis import Line, Topic, Transcript, answers

type Json = dict[str, Any]

TRANSCRIPT = Transcript(
    [Line("VISITOR", "May I have my invoice?"), Line("AGENT", "Sent.")], "de", [Topic("Billing", ["invoice"])]
)
# A good analysis of it.
GOOD: Json = {
    "summary": "The visitor asked for an invoice and got it.",
    "outcome": "RESOLVED",
    "sentiment": "POSITIVE",
    "topics": ["billing", "Invoices"],
    "proposed": ["Old invoices"],
    "confidence": 0.9,
}


class Asked(NamedTuple):
    """A request that a server got."""

    path: str
    body: Json
    headers: Mapping[str, str]


class Reply(NamedTuple):
    """What a server answers."""

    status: int
    body: Json | str
    headers: Mapping[str, str] = {}


class Server(ThreadingHTTPServer):
    """Gives the replies in order, repeating the last one, and records what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.replies: list[Reply] = []
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()
            self.server_close()

    def says(self, *analyses: Json) -> None:
        """Has the model give these as its analysis."""
        raise NotImplementedError


class Bedrock(Server):
    """Answers Converse: by a tool's call, or by text where it was asked for a schema."""

    def says(self, *analyses: Json, stop: str = "tool_use") -> None:
        """Has the model call the tool with these arguments."""
        uses = [{"toolUse": {"toolUseId": "t1", "name": answers.NAME, "input": given}} for given in analyses]
        self.says_parts([*uses] or [{"text": "I would rather not."}], stop)

    def writes(self, text: str, stop: str = "end_turn") -> None:
        self.says_parts([{"text": text}], stop)

    def says_parts(self, content: list[Json], stop: str) -> None:
        answer = {
            "output": {"message": {"role": "assistant", "content": content}},
            "stopReason": stop,
            "usage": {"inputTokens": 900, "outputTokens": 90, "totalTokens": 990},
            "metrics": {"latencyMs": 5},
        }
        self.replies.append(Reply(200, answer))

    def fails(self, status: int, kind: str) -> None:
        body = {"__type": kind, "message": "Try again"}
        self.replies.append(Reply(status, body, {"x-amzn-ErrorType": kind}))


class OpenAi(Server):
    """Answers chat completions."""

    def says(self, *analyses: Json) -> None:
        for one in analyses:
            self.writes(json.dumps(one))

    def writes(self, text: str | None, stop: str = "stop", **message: Any) -> None:
        said = {"role": "assistant", "content": text, "refusal": None} | message
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "a-model",
            "choices": [{"index": 0, "message": said, "finish_reason": stop}],
            "usage": {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990},
        }
        self.replies.append(Reply(200, answer))

    def fails(self, status: int, **headers: str) -> None:
        error = {"message": "The input was: My invoice is wrong", "type": "an_error"}
        self.replies.append(Reply(status, {"error": error}, headers))


class _Request(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(Asked(unquote(self.path), body, dict(self.headers)))
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        content = (reply.body if isinstance(reply.body, str) else json.dumps(reply.body)).encode()
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(content))} | dict(reply.headers)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
