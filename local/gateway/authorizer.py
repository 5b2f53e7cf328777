"""Plays API Gateway's Lambda authorizers: calls, cache and policy evaluation."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.config import REGION
from local.gateway.gateway_responses import RefusedError
from local.gateway.http import Request
from local.gateway.lambda_proxy import method_arn, proxy_event
from local.gateway.policy import allows
from local.gateway.routing import Resource
from local.runtime.functions import REFUSAL, FunctionError, Functions


@dataclass(frozen=True)
class _Decision:
    policy: Mapping[str, Any]
    context: dict[str, str]
    expires: float


class Authorizer:
    def __init__(self, configured: Mapping[str, Any], functions: Functions) -> None:
        identity: Mapping[str, Any] = configured.get("Identity", {})
        self._function = str(configured["FunctionArn"]).rpartition(":")[2]
        self._functions = functions
        self._is_request = configured.get("FunctionPayloadType", "TOKEN") == "REQUEST"
        if self._is_request:
            self._headers = identity.get("Headers", [])
        else:
            self._headers = [identity.get("Header", "Authorization")]
        self._queries: list[str] = identity.get("QueryStrings", [])
        self._expression = identity.get("ValidationExpression")
        self._seconds = float(identity.get("ReauthorizeEvery", 300))
        self._decisions: dict[tuple[str, ...], _Decision] = {}

    async def authorize(self, request: Request, resource: Resource, parameters: Mapping[str, str]) -> dict[str, str]:
        """The context for the function's event. Raises RefusedError."""
        event = proxy_event(request, resource.path, parameters, {}, ())
        key = self._identity(request, event)
        decision = self._decisions.get(key)
        if decision is None or decision.expires <= time.monotonic():
            decision = await self._ask(key, request, event)
            if self._seconds:
                self._forget_expired()
                self._decisions[key] = decision
        if not allows(decision.policy, method_arn(request, REGION)):
            raise RefusedError("ACCESS_DENIED")
        return decision.context

    def _identity(self, request: Request, event: Mapping[str, Any]) -> tuple[str, ...]:
        queries = event["queryStringParameters"] or {}
        values = [request.header(name) for name in self._headers] + [queries.get(name) for name in self._queries]
        if not all(values):
            raise RefusedError("UNAUTHORIZED")
        key = tuple(str(value) for value in values)
        if self._expression and not re.match(self._expression, key[0]):
            raise RefusedError("UNAUTHORIZED")
        return key

    async def _ask(self, key: tuple[str, ...], request: Request, event: dict[str, Any]) -> _Decision:
        asked = {"type": "REQUEST" if self._is_request else "TOKEN", "methodArn": method_arn(request, REGION)}
        asked |= event if self._is_request else {"authorizationToken": key[0]}
        try:
            answer = await self._functions.invoke(self._function, asked)
        except FunctionError as error:
            raise RefusedError("UNAUTHORIZED" if str(error) == REFUSAL else "AUTHORIZER_FAILURE") from error
        try:
            context = {"principalId": str(answer["principalId"]), **_flat(answer.get("context") or {})}
            return _Decision(answer["policyDocument"], context, time.monotonic() + self._seconds)
        except (KeyError, TypeError) as error:
            raise RefusedError("AUTHORIZER_CONFIGURATION_ERROR") from error

    def _forget_expired(self) -> None:
        now = time.monotonic()
        self._decisions = {key: decision for key, decision in self._decisions.items() if decision.expires > now}


def _flat(context: Mapping[str, Any]) -> dict[str, str]:
    """API Gateway passes the context as strings, and rejects nested values."""
    if any(isinstance(value, (dict, list)) for value in context.values()):
        raise TypeError("nested context")
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in context.items()
        if value is not None
    }
