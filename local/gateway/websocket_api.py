"""Plays the WebSocket API: its routes and its authorizer."""

import json
from dataclasses import dataclass
from typing import Any

from local.cloudformation.intrinsics import Resolver
from local.cloudformation.template import Template, function_of
from local.config import ACCOUNT, REGION, StartupError
from local.gateway.lambda_proxy import API_ID, STAGE
from local.gateway.policy import allows
from local.permissions.calls import signed_by
from local.permissions.guard import Permissions
from local.permissions.policy import Call
from local.runtime.functions import REFUSAL, FunctionError, Functions

UNAUTHORIZED, FORBIDDEN = 401, 403


@dataclass(frozen=True)
class _Route:
    function: str
    answers: bool
    has_authorizer: bool


class WebSocketApi:
    """The WebSocket API as described by the template."""

    def __init__(
        self, template: Template, resolver: Resolver, functions: Functions, permissions: Permissions | None = None
    ) -> None:
        self._functions = functions
        self._permissions = permissions
        properties = {
            name: resolver.resolve(resource.get("Properties", {}))
            for name, resource in template.resources()
            if resource["Type"].startswith("AWS::ApiGatewayV2::")
        }
        self._authorizers = {name: p for name, p in properties.items() if "AuthorizerUri" in p}
        integrations = {f"integrations/{name}": p for name, p in properties.items() if "IntegrationUri" in p}
        answering = {p["RouteId"] for p in properties.values() if "RouteResponseKey" in p}
        apis = list(template.resources_of("AWS::ApiGatewayV2::Api"))
        stages = [p["StageName"] for p in properties.values() if "StageName" in p]
        self._arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{':'.join(apis)}/{'/'.join(stages)}"
        self.routes: dict[str, _Route] = {}
        for name, route in properties.items():
            if "RouteKey" in route:
                integration = integrations.get(route["Target"])
                if integration is None:
                    raise StartupError(f"template.yaml: {name}: no integration {route['Target']}")
                self.routes[route["RouteKey"]] = _Route(
                    function=function_of(integration["IntegrationUri"]),
                    answers=name in answering and "RouteResponseSelectionExpression" in route,
                    has_authorizer=route.get("AuthorizationType") == "CUSTOM",
                )
                if route.get("AuthorizationType") == "CUSTOM":
                    self._authorizer = self._authorizers[route["AuthorizerId"]]

    def refusal(self, method: str, connection_id: str, authorization: str) -> str | None:
        """Why a function may not do this with a connection."""
        signed = signed_by(authorization, "")
        if self._permissions is None or signed is None or not self._permissions.knows(signed.key):
            return None
        arn = f"{self._arn}/{method}/@connections/{connection_id}"
        return self._permissions.refusal(signed.key, [Call("execute-api:ManageConnections", arn)])

    async def authorize(self, event: dict[str, Any]) -> tuple[int, dict[str, str]]:
        """200 and the context for all events of the connection, or the status of the refusal."""
        route = self.routes.get("$connect")
        if route is None or not route.has_authorizer:
            return 200, {}
        given = event["queryStringParameters"] or {}
        names = [source.rpartition(".")[2] for source in self._authorizer["IdentitySource"]]
        if not all(given.get(name) for name in names):
            return UNAUTHORIZED, {}
        arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/{STAGE}/$connect"
        asked = {"type": "REQUEST", "methodArn": arn, **event}
        try:
            answer = await self._functions.invoke(function_of(self._authorizer["AuthorizerUri"]), asked)
        except FunctionError as error:
            return (UNAUTHORIZED if str(error) == REFUSAL else 500), {}
        if not allows(answer["policyDocument"], arn):
            return FORBIDDEN, {}
        context = {name: str(value) for name, value in (answer.get("context") or {}).items()}
        return 200, {"principalId": str(answer["principalId"]), **context}

    async def invoke(self, route_key: str, event: dict[str, Any]) -> tuple[int, str | None]:
        """The status returned by the route's function, and its reply to the client."""
        route = self.routes.get(route_key)
        if route is None:
            return 200, None
        try:
            answer = await self._functions.invoke(route.function, event, at_most=29)
        except FunctionError:
            context = event["requestContext"]
            failure = {"message": "Internal server error", "requestId": context["requestId"]}
            return 500, json.dumps(failure | {"connectionId": context["connectionId"]})
        body = answer.get("body") if isinstance(answer, dict) and route.answers else None
        return int(answer["statusCode"]), body
