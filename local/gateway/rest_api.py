"""Plays the REST API: from a request's route to the function's response."""

import json
from collections.abc import Iterable
from typing import Any

from local.cloudformation.template import function_of
from local.config import StartupError
from local.console import say_with_time
from local.gateway.authorizer import Authorizer
from local.gateway.cors import Cors
from local.gateway.gateway_responses import GatewayResponses, RefusedError
from local.gateway.http import Request, Response
from local.gateway.lambda_proxy import MalformedAnswerError, proxy_event, response_from
from local.gateway.mock import answer as mock_answer
from local.gateway.routing import ANY, Mock, Resource, Route, Routes
from local.runtime.functions import PAYLOAD_LIMIT, FunctionError, Functions, FunctionTimeoutError

# API Gateway's own timeout, whatever the function's is.
_INTEGRATION_SECONDS = 29


class Api:
    """The REST API as described by the template."""

    def __init__(self, properties: dict[str, Any], functions: Functions) -> None:
        auth = properties.get("Auth", {})
        self._default_authorizer = auth.get("DefaultAuthorizer")
        # SAM puts the default authorizer before the preflight, too, unless told not to.
        self._preflight_is_open = auth.get("AddDefaultAuthorizerToCorsPreflight", True) is False
        self._authorizers = {
            name: Authorizer(settings, functions) for name, settings in auth.get("Authorizers", {}).items()
        }
        self._functions = functions
        self._cors = Cors(properties.get("Cors"))
        self._responses = GatewayResponses(properties.get("GatewayResponses", {}))
        # JSON pointers escape a slash as ~1.
        self._binary_types = [kind.replace("~1", "/").lower() for kind in properties.get("BinaryMediaTypes", [])]
        try:
            self.routes = Routes(self._routes(properties.get("DefinitionBody", {}).get("paths", {})))
        except ValueError as error:
            raise StartupError(f"template.yaml: {error}") from error

    def _routes(self, paths: dict[str, Any]) -> Iterable[Route]:
        for path, methods in paths.items():
            for method, operation in methods.items():
                integration = operation["x-amazon-apigateway-integration"]
                # SAM applies the default authorizer where none is named.
                authorizer = next(iter(operation.get("security", [{self._default_authorizer: []}])[0]))
                yield Route(
                    path=path,
                    method=ANY if method == "x-amazon-apigateway-any-method" else method.upper(),
                    target=Mock(integration["requestTemplates"], integration["responses"])
                    if integration["type"] == "mock"
                    else function_of(integration["uri"]),
                    authorizer=None if authorizer == "NONE" else authorizer,
                )

    def too_large(self, request: Request) -> Response:
        return self._responses.response("REQUEST_TOO_LARGE", request)

    async def answer(self, request: Request) -> Response:
        try:
            return await self._answer(request)
        except RefusedError as refused:
            return self._responses.response(str(refused), request)

    async def _answer(self, request: Request) -> Response:
        found = self.routes.find(request.path)
        if found is None:
            raise RefusedError("MISSING_AUTHENTICATION_TOKEN")
        resource, parameters = found
        if request.method == "OPTIONS" and self._cors.enabled and "OPTIONS" not in resource.methods:
            if not self._preflight_is_open:
                await self._authorize(self._default_authorizer, request, resource, parameters)
            return self._cors.preflight(resource)
        route = resource.route(request.method)
        if route is None:
            raise RefusedError("MISSING_AUTHENTICATION_TOKEN")
        context = await self._authorize(route.authorizer, request, resource, parameters)
        if isinstance(route.target, Mock):
            return mock_answer(route.target, request)
        event = proxy_event(request, resource.path, parameters, context, self._binary_types)
        # Base64 makes a binary body a third larger: 6 MB to Lambda are a file of 4.5 MB.
        if len(json.dumps(event, ensure_ascii=False).encode()) > PAYLOAD_LIMIT:
            raise RefusedError("REQUEST_TOO_LARGE")
        return await self._invoke(route.target, event, request)

    async def _authorize(
        self, name: str | None, request: Request, resource: Resource, parameters: dict[str, str]
    ) -> dict[str, str]:
        return await self._authorizers[name].authorize(request, resource, parameters) if name else {}

    async def _invoke(self, function: str, event: dict[str, Any], request: Request) -> Response:
        try:
            answer = await self._functions.invoke(function, event, at_most=_INTEGRATION_SECONDS)
            response = response_from(answer, request, self._binary_types)
        except FunctionTimeoutError:
            response = self._responses.response("INTEGRATION_TIMEOUT", request)
        except (FunctionError, MalformedAnswerError) as error:
            if isinstance(error, MalformedAnswerError):
                say_with_time(f"{function}: malformed answer: {error}")
            response = self._responses.response("INTEGRATION_FAILURE", request)
        response.headers.append(("x-amzn-RequestId", request.id))
        response.note = f"{function} {response.note}".rstrip()
        return response
