"""The local gateway behaves like API Gateway, which every local test of the API relies on."""

import asyncio
import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.cloudformation.template import Template
from local.config import StartupError
from local.demo.pages import Pages
from local.emulator.inbox import Inbox
from local.emulator.link import Link
from local.emulator.mailbox import Mailbox
from local.gateway.app import BODY_LIMIT, Gateway
from local.gateway.rest_api import Api
from local.gateway.sockets import Sockets
from local.gateway.static import Static
from local.gateway.websocket_api import WebSocketApi
from local.runtime.functions import Functions
from local.sources import Sources

TEMPLATE = """
Parameters:
  Origin: {Type: String, Default: https://app.example}
Globals:
  Function: {Timeout: 1}
Resources:
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: shared/}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      BinaryMediaTypes: [multipart~1form-data]
      Cors:
        AllowOrigin: !Sub "'${Origin}'"
        AllowHeaders: "'Authorization'"
        MaxAge: "'600'"
      Auth:
        DefaultAuthorizer: Jwt
        AddDefaultAuthorizerToCorsPreflight: false
        Authorizers:
          Jwt:
            FunctionArn: !GetAtt AuthorizerFunction.Arn
            Identity: {ReauthorizeEvery: 60, ValidationExpression: "^Bearer .+$"}
      GatewayResponses:
        DEFAULT_4XX:
          ResponseParameters: {Headers: {Access-Control-Allow-Origin: !Sub "'${Origin}'"}}
          ResponseTemplates: {application/json: '{"statusMessage": $context.error.messageString}'}
        UNAUTHORIZED:
          StatusCode: 401
          ResponseTemplates: {application/json: '{"statusMessage": "Authorization token required"}'}
        MISSING_AUTHENTICATION_TOKEN:
          StatusCode: 404
          ResponseTemplates: {application/json: '{"id": "$context.requestId", "type": "$context.error.responseType"}'}
      DefinitionBody:
        paths:
          "/api/things/{id}":
            get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: "…:function:EchoFunction/invocations"}}
          /api/mocked:
            x-amazon-apigateway-any-method:
              security: [{NONE: []}]
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 405}'}
                responses:
                  default:
                    statusCode: "405"
                    responseParameters: {method.response.header.Allow: "'GET, OPTIONS'"}
                    responseTemplates: {application/json: '{"statusMessage": "Method Not Allowed"}'}
          /api/open:
            x-amazon-apigateway-any-method:
              security: [{NONE: []}]
              x-amazon-apigateway-integration: {type: aws_proxy, uri: "…:function:EchoFunction/invocations"}
          /api/broken:
            post:
              security: [{NONE: []}]
              x-amazon-apigateway-integration: {type: aws_proxy, uri: "…:function:BrokenFunction/invocations"}
  AuthorizerFunction: {Type: AWS::Serverless::Function, Properties: {CodeUri: functions/authorizer/}}
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/echo/
  BrokenFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/broken/
      Timeout: 2 # an answer that is too long takes a busy machine more than a second
"""
AUTHORIZER = """
calls = []
def handler(event, context):
    calls.append(event)
    token = event["authorizationToken"].removeprefix("Bearer ")
    if token == "unknown":
        raise Exception("Unauthorized")
    if token == "crash":
        raise ValueError("no database")
    if token == "nonsense":
        return {"principalId": "u"}
    api = event["methodArn"].split("/", 1)[0]
    resource = api + "/*/GET/api/things/" + ("other" if token == "other" else "*")
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resource}
    context = {"tenantId": "t", "count": len(calls), "flag": True, "nothing": None}
    return {"principalId": "u", "policyDocument": {"Statement": [statement]}, "context": context}
"""
ECHO = """
import json
import common
def handler(event, context):
    answer = {"event": event, "value": common.VALUE, "name": context.function_name}
    return {"statusCode": 200, "body": json.dumps(answer)}
"""
BROKEN = """
import time
def handler(event, context):
    match event["body"]:
        case "raise":
            raise ValueError("secret")
        case "sleep":
            time.sleep(2.2)
        case "text":
            return "text"
        case "set":
            return {"statusCode": 200, "body": "", "x": {1}}
        case "base64":
            return {"statusCode": 200, "body": "aGk=", "isBase64Encoded": True}
        case "long":
            return {"statusCode": 200, "body": "x" * 6_400_000}
    return {"statusCode": 200, "body": {}}
"""


def _no_inbox() -> Inbox:
    raise NotImplementedError


def _no_sources() -> Sources:
    raise AssertionError("there is none")


class Project:
    """A small project in its own folder, and a gateway for it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in {
            "template.yaml": TEMPLATE,
            "shared/common.py": "VALUE = 1\n",
            "functions/authorizer/app.py": AUTHORIZER,
            "functions/echo/app.py": ECHO,
            "functions/broken/app.py": BROKEN,
            "web/dist/demo/index.html": "<p>demo</p>",
            "secret.txt": "secret",
        }.items():
            self.write(path, text)
        template = Template(root / "template.yaml", {})
        resolver = template.resolver({})
        declared = template.functions(resolver)
        self.functions = Functions(declared, template.import_paths())
        self.functions.reload()
        self.requests = 0
        api = Api(template.api(resolver), self.functions)
        sockets = Sockets(WebSocketApi(template, resolver, self.functions), self._count)
        static = Static(root / "web/dist", {"X-Frame-Options": "DENY"})
        pages = Pages(
            Mailbox(Link("http://127.0.0.1:0"), root / "mails.jsonl"), _no_sources, _no_inbox, root / "demo.json"
        )
        self.gateway = Gateway(api, sockets, static, pages.answer, self._count)

    def _count(self) -> None:
        self.requests += 1

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def request(self, method: str, path: str, token: str = "", **options: Any) -> httpx.Response:
        headers = options.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.gateway)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
                return await client.request(method, path, headers=headers, **options)

        return asyncio.run(send())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setattr("sys.path", [*sys.path])
    # A reload frees what the forgotten modules held; here it would walk over all that every test has left.
    monkeypatch.setattr("gc.collect", lambda: 0)
    project = Project(tmp_path)
    yield project
    project.functions.reload()
    project.functions.close()


def test_a_function_gets_the_proxy_event(project: Project) -> None:
    answer = project.request("GET", "/api/things/a%2Fb?tag=x&tag=y&empty=", token="ok", headers={"X-One": "1"})
    event = answer.json()["event"]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-amzn-requestid"] == event["requestContext"]["requestId"]
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/api/things/{id}", "/api/things/a%2Fb", "GET")
    assert event["pathParameters"] == {"id": "a%2Fb"}
    assert event["queryStringParameters"] == {"tag": "y", "empty": ""}
    assert event["multiValueQueryStringParameters"] == {"tag": ["x", "y"], "empty": [""]}
    assert event["headers"]["x-one"] == "1"
    assert event["multiValueHeaders"]["x-one"] == ["1"]
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
    assert event["requestContext"]["resourcePath"] == "/api/things/{id}"
    assert (event["body"], event["isBase64Encoded"]) == (None, False)
    assert answer.json()["name"] == "EchoFunction"


@pytest.mark.parametrize(("method", "times"), [("GET", 0), ("HEAD", 0), ("OPTIONS", 0), ("POST", 1), ("DELETE", 1)])
def test_what_may_write_wakes_the_event_sources(project: Project, method: str, times: int) -> None:
    project.request(method, "/api/things/1", token="ok")
    assert project.requests == times


def test_the_authorizers_context_arrives_as_strings(project: Project) -> None:
    context = project.request("GET", "/api/things/1", token="ok").json()["event"]["requestContext"]["authorizer"]
    assert context == {"principalId": "u", "tenantId": "t", "count": "1", "flag": "true"}


def test_the_authorizer_is_called_once_per_token(project: Project) -> None:
    counts = [
        project.request("GET", f"/api/things/{n}", token=token).json()["event"]["requestContext"]["authorizer"]["count"]
        for n, token in enumerate(["a", "a", "b", "a"])
    ]
    assert counts == ["1", "1", "2", "1"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Basic x"}, 401),
        ({"Authorization": "Bearer unknown"}, 401),
        ({"Authorization": "Bearer other"}, 403),
        ({"Authorization": "Bearer crash"}, 500),
        ({"Authorization": "Bearer nonsense"}, 500),
    ],
)
def test_the_authorizer_refuses(project: Project, headers: dict[str, str], status: int) -> None:
    answer = project.request("GET", "/api/things/1", headers=headers)
    assert answer.status_code == status
    if status < 500:
        assert answer.headers["access-control-allow-origin" if status == 403 else "content-type"]
    if status == 401:
        assert answer.json() == {"statusMessage": "Authorization token required"}


def test_a_public_route_calls_no_authorizer(project: Project) -> None:
    event = project.request("PATCH", "/api/open", content="x").json()["event"]
    assert "authorizer" not in event["requestContext"]
    assert event["body"] == "x"


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/nothing"), ("POST", "/api/things/1"), ("GET", "/api")])
def test_what_is_not_routed_is_the_gateways_answer(project: Project, method: str, path: str) -> None:
    answer = project.request(method, path)
    assert answer.status_code == 404
    assert answer.json() == {"id": answer.json()["id"], "type": "MISSING_AUTHENTICATION_TOKEN"}
    assert len(answer.json()["id"]) == 36


def test_a_mock_integration_answers_without_a_function(project: Project) -> None:
    answer = project.request("POST", "/api/mocked", json={})
    assert (answer.status_code, answer.json()) == (405, {"statusMessage": "Method Not Allowed"})
    assert answer.headers["allow"] == "GET, OPTIONS"


def test_a_mock_integration_passes_nothing_through(project: Project) -> None:
    answer = project.request("POST", "/api/mocked", content="x", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()) == (415, {"statusMessage": "Unsupported Media Type"})


def test_preflight(project: Project) -> None:
    answer = project.request("OPTIONS", "/api/things/1")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-methods"] == "GET,OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "Authorization"
    assert answer.headers["access-control-max-age"] == "600"
    assert "POST" in project.request("OPTIONS", "/api/open").headers["access-control-allow-methods"]


def test_a_binary_body_arrives_in_base64(project: Project) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    event = project.request("POST", "/api/open", content=b"\xff", headers=headers).json()["event"]
    assert (base64.b64decode(event["body"]), event["isBase64Encoded"]) == (b"\xff", True)


@pytest.mark.parametrize(
    ("size", "kind", "status"),
    [
        (BODY_LIMIT + 1, "text/plain", 413),
        (6_400_000, "text/plain", 413),
        # Base64 makes more than 6 MB of it.
        (4_800_000, "multipart/form-data", 413),
        (4_800_000, "text/plain", 200),
    ],
)
def test_body_limits(project: Project, size: int, kind: str, status: int) -> None:
    answer = project.request("POST", "/api/broken", content=b"x" * size, headers={"Content-Type": kind})
    if status == 200:
        # It has reached the function, which answers something else to it.
        assert answer.status_code == 502
    else:
        assert answer.status_code == 413
        assert answer.headers["access-control-allow-origin"] == "https://app.example"


def test_nobody_says_from_where_they_call_but_cloudfront(project: Project) -> None:
    said = {"CloudFront-Viewer-Address": "198.51.100.4:1", "cloudfront-viewer-address": "198.51.100.5:1"}
    event = project.request("POST", "/api/open", headers=said).json()["event"]
    heard = {name: value for name, value in event["headers"].items() if name.lower() == "cloudfront-viewer-address"}
    assert heard == {"CloudFront-Viewer-Address": "127.0.0.1:1024"}


@pytest.mark.parametrize("body", ["raise", "text", "set", "object", "long"])
def test_a_crash_or_a_malformed_answer_is_a_502(project: Project, body: str) -> None:
    answer = project.request("POST", "/api/broken", content=body)
    assert answer.status_code == 502
    assert answer.json() == {"message": "Internal server error"}


def test_a_timeout_is_a_504(project: Project) -> None:
    assert project.request("POST", "/api/broken", content="sleep").status_code == 504


def test_a_binary_answer_needs_a_binary_accept(project: Project) -> None:
    accepted = project.request("POST", "/api/broken", content="base64", headers={"Accept": "multipart/form-data"})
    assert accepted.content == b"hi"
    assert project.request("POST", "/api/broken", content="base64").content == b"aGk="


def test_a_reload_takes_shared_modules_along(project: Project) -> None:
    assert project.request("GET", "/api/things/1", token="ok").json()["value"] == 1
    project.write("shared/common.py", "VALUE = 20\n")
    project.functions.reload()
    assert project.request("GET", "/api/things/1", token="ok").json()["value"] == 20


def test_a_syntax_error_is_a_502_until_it_is_mended(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.write("functions/echo/app.py", "x = (")
    project.functions.reload()
    assert project.request("GET", "/api/open").status_code == 502
    assert "SyntaxError" in capsys.readouterr().err
    project.write("functions/echo/app.py", ECHO)
    project.functions.reload()
    assert project.request("GET", "/api/open").status_code == 200


def test_the_demo_workspace_is_shown_once_it_is_created(project: Project) -> None:
    assert project.request("GET", "/local/demo").status_code == 404
    project.write("demo.json", '{"plainKey": "cl_x", "siteId": "site_x"}')
    answer = project.request("GET", "/local/demo")
    assert answer.status_code == 200
    assert answer.json()["apiKey"] == "cl_x"
    assert {login["role"] for login in answer.json()["logins"]} == {"CUSTOMER", "AGENT"}


def test_pages(project: Project) -> None:
    for path in ("/demo/", "/demo/?token=t"):
        page = project.request("GET", path)
        assert (page.status_code, page.text) == (200, "<p>demo</p>")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-cache"
        assert page.headers["x-frame-options"] == "DENY"
    assert project.request("GET", "/demo").headers["location"] == "/demo/"
    assert project.request("GET", "/demo?token=t").headers["location"] == "/demo/?token=t"
    assert project.request("GET", "/demo/%2e%2e/%2e%2e/secret.txt").status_code == 404
    assert project.request("GET", "/demo/../../secret.txt").status_code == 404
    assert project.request("POST", "/demo").status_code == 404


@pytest.mark.parametrize(
    "path", ["/console/", "/console/conversations/cnv_1", "/accept-invite?token=t", "/reset-password?token=t"]
)
def test_console_is_one_page(project: Project, path: str) -> None:
    project.write("web/dist/console/index.html", "<p>console</p>")
    assert project.request("GET", path).text == "<p>console</p>"


def test_console_is_what_is_looked_for(project: Project) -> None:
    project.write("web/dist/console/index.html", "<p>console</p>")
    for path in ("/", "/console"):
        assert project.request("GET", path).headers["location"] == "/console/"


def test_files_named_after_their_content_are_kept(project: Project) -> None:
    project.write("web/dist/console/assets/index-a1b2.js", "let a")
    script = project.request("GET", "/console/assets/index-a1b2.js")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].startswith("text/javascript")
    assert project.request("GET", "/console/assets/index-gone.js").status_code == 404


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources:\n  A: [", "template.yaml:2: "),
        ("Resources:\n  A: {Type: x}\n  B: {}\n", "template.yaml:3: B: no Type"),
        ("Parameters: {P: {Type: String}}\nResources: {}\n", "no value for the parameter P"),
    ],
)
def test_a_broken_template_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "template.yaml").write_text(text)
    with pytest.raises(StartupError) as caught:
        Template(tmp_path / "template.yaml", {})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_refused_token_leaves_a_line_and_no_traceback(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    answer = project.request("GET", "/api/things/1", headers={"Authorization": "Bearer unknown"})
    assert answer.status_code == 401
    printed = "".join(capfd.readouterr())
    assert "401" in printed
    assert "Traceback" not in printed
