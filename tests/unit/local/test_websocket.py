"""The local gateway's WebSockets behave like API Gateway's: handshake, routes, limits, @connections."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from local.cloudformation.template import Template
from local.gateway.http import Request, Response
from local.gateway.sockets import MANAGEMENT, Limits, Sockets
from local.gateway.websocket_api import WebSocketApi
from local.runtime.functions import Functions

FUNCTION = """
import json
events = []
def handler(event, context):
    events.append(event)
    return {answer}
"""
AUTHORIZER = """
def handler(event, context):
    token = event["queryStringParameters"]["token"]
    if token == "bad":
        raise Exception("Unauthorized")
    if token == "broken":
        raise Exception("anything")
    effect = "Deny" if token == "denied" else "Allow"
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": event["methodArn"]}
    return {"principalId": "p", "policyDocument": {"Statement": [statement]}, "context": {"userId": token}}
"""
ROUTE = """
  {name}Function: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: functions/{folder}/}}}}
  {name}Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      IntegrationUri: !Sub "arn:aws:apigateway:r:lambda:path/functions/${{{name}Function.Arn}}/invocations"
  {name}Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {{RouteKey: ${folder}, Target: !Sub "integrations/${{{name}Integration}}"{more}}}
"""
TEMPLATE = f"""
Resources:
  AuthorizerFunction: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: functions/authorizer/}}}}
  JwtAuthorizer:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      IdentitySource: [route.request.querystring.token]
      AuthorizerUri: !Sub "arn:aws:apigateway:r:lambda:path/functions/${{AuthorizerFunction.Arn}}/invocations"
{ROUTE.format(name="Connect", folder="connect", more=", AuthorizationType: CUSTOM, AuthorizerId: !Ref JwtAuthorizer")}
{ROUTE.format(name="Disconnect", folder="disconnect", more="")}
{ROUTE.format(name="Default", folder="default", more=", RouteResponseSelectionExpression: $default")}
  DefaultRouteResponse:
    Type: AWS::ApiGatewayV2::RouteResponse
    Properties: {{RouteId: !Ref DefaultRoute, RouteResponseKey: $default}}
"""
ANSWERS = {
    "connect": '{"statusCode": 403 if event["queryStringParameters"]["token"] == "unwanted" else 200}',
    "disconnect": '{"statusCode": 200}',
    "default": '{"statusCode": 200, "body": "you said " + event["body"]} if event["body"] != "fail" else 1 / 0',
}
Message = MutableMapping[str, Any]


class Client:
    """The server's side of an ASGI WebSocket."""

    def __init__(self, sockets: Sockets, query: str) -> None:
        self.sent: list[Message] = []
        self._toward: asyncio.Queue[Message] = asyncio.Queue()
        self._toward.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": "/ws", "query_string": query.encode(), "headers": [(b"host", b"here")]}
        self.task = asyncio.create_task(sockets.serve(scope, self._toward.get, self._send))

    def says(self, text: str) -> None:
        self._toward.put_nowait({"type": "websocket.receive", "text": text})

    def closes(self) -> None:
        self._toward.put_nowait({"type": "websocket.disconnect", "code": 1001})

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.sent if message["type"] == "websocket.send"]

    async def has(self, kind: str) -> Message:
        async with asyncio.timeout(2):
            while True:
                for message in self.sent:
                    if message["type"] == kind:
                        return message
                await asyncio.sleep(0.005)

    async def _send(self, message: Message) -> None:
        self.sent.append(message)
        if message["type"] == "websocket.close":
            self.closes()


class World:
    def __init__(self, root: Path) -> None:
        self.root = root
        code = {folder: FUNCTION.replace("{answer}", answer) for folder, answer in ANSWERS.items()}
        for folder, text in {**code, "authorizer": AUTHORIZER}.items():
            path = root / "functions" / folder / "app.py"
            path.parent.mkdir(parents=True)
            path.write_text(text)
        (root / "template.yaml").write_text(TEMPLATE)
        template = Template(root / "template.yaml", {})
        resolver = template.resolver({})
        self.functions = Functions(template.functions(resolver), [])
        self.functions.reload()
        self.api = WebSocketApi(template, resolver, self.functions)
        self.wakes = 0

    def sockets(self, limits: Limits | None = None) -> Sockets:
        return Sockets(self.api, self._wake, limits)

    def events(self, folder: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = sys.modules[f"{folder}.app"].events
        return found

    def _wake(self) -> None:
        self.wakes += 1


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("gc.collect", lambda: 0)  # it takes half a second, for modules of a few lines
    return World(tmp_path)


def run(talk: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(talk(), 10))


async def manage(sockets: Sockets, method: str, connection_id: str, body: bytes = b"") -> Response:
    path = MANAGEMENT + quote(connection_id, safe="")
    return await sockets.manage(Request(method, path, "", [], body, "127.0.0.1"))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 401),
        ("token=", 401),
        ("token=bad", 401),
        ("token=denied", 403),
        ("token=broken", 500),
        ("token=unwanted", 403),
    ],
)
def test_whom_the_handshake_refuses(world: World, query: str, status: int) -> None:
    async def talk() -> None:
        client = Client(world.sockets(), query)
        await client.task
        assert [message["type"] for message in client.sent] == [
            "websocket.http.response.start",
            "websocket.http.response.body",
        ]
        assert client.sent[0]["status"] == status

    run(talk)


def test_what_the_functions_get_and_the_client_is_answered(world: World) -> None:
    async def talk() -> None:
        client = Client(world.sockets(), "token=anna")
        await client.has("websocket.accept")
        client.says("hello")
        await client.has("websocket.send")
        client.closes()
        await client.task
        assert client.texts == ["you said hello"]

    run(talk)
    [connected], [said], [gone] = (world.events(folder) for folder in ("connect", "default", "disconnect"))
    contexts = [event["requestContext"] for event in (connected, said, gone)]
    assert [context["routeKey"] for context in contexts] == ["$connect", "$default", "$disconnect"]
    assert [context["eventType"] for context in contexts] == ["CONNECT", "MESSAGE", "DISCONNECT"]
    assert [context["authorizer"] for context in contexts] == [{"principalId": "p", "userId": "anna"}] * 3
    assert len({context["connectionId"] for context in contexts}) == 1
    assert gone["requestContext"]["disconnectStatusCode"] == 1001
    assert (said["body"], said["isBase64Encoded"]) == ("hello", False)
    assert world.wakes == 3


def test_a_function_that_fails_is_answered_for(world: World) -> None:
    async def talk() -> None:
        client = Client(world.sockets(), "token=anna")
        await client.has("websocket.accept")
        client.says("fail")
        answer = json.loads((await client.has("websocket.send"))["text"])
        assert answer.keys() == {"message", "connectionId", "requestId"}
        assert answer["message"] == "Internal server error"
        client.closes()
        await client.task

    run(talk)


def test_the_management_api(world: World) -> None:
    async def talk() -> None:
        sockets = world.sockets()
        client = Client(sockets, "token=anna")
        await client.has("websocket.accept")
        connection_id = world.events("connect")[0]["requestContext"]["connectionId"]
        assert connection_id.endswith("=")
        assert (await manage(sockets, "POST", connection_id, "Grüße".encode())).status == 200
        assert client.texts == ["Grüße"]
        seen = json.loads((await manage(sockets, "GET", connection_id)).body)
        assert seen.keys() == {"connectedAt", "lastActiveAt", "identity"}
        assert (await manage(sockets, "POST", connection_id, b"x" * (128 * 1024 + 1))).status == 413
        assert (await manage(sockets, "DELETE", connection_id)).status == 204
        for method in ("POST", "GET", "DELETE"):
            gone = await manage(sockets, method, connection_id)
            assert gone.status == 410
            assert ("x-amzn-ErrorType", "GoneException") in gone.headers
        await client.task
        assert len(world.events("disconnect")) == 1

    run(talk)


@pytest.mark.parametrize("limits", [Limits(idle=0.2), Limits(lives=0.2)])
def test_api_gateway_closes_a_connection(world: World, limits: Limits) -> None:
    async def talk() -> None:
        client = Client(world.sockets(limits), "token=anna")
        await client.has("websocket.accept")
        assert (await client.has("websocket.close"))["code"] == 1001
        await client.task
        assert len(world.events("disconnect")) == 1

    run(talk)


def test_a_frame_in_either_direction_keeps_a_connection(world: World) -> None:
    async def talk() -> None:
        sockets = world.sockets(Limits(idle=0.3))
        client = Client(sockets, "token=anna")
        await client.has("websocket.accept")
        connection_id = world.events("connect")[0]["requestContext"]["connectionId"]
        for _ in range(4):
            await asyncio.sleep(0.15)
            assert (await manage(sockets, "POST", connection_id, b"x")).status == 200
        client.closes()
        await client.task

    run(talk)
