"""Refuses what a function's policy does not allow, in front of ministack, as AWS does at each of its endpoints.

The runtime gives each function an access key of its own, its name. Requests with any other key are the gateway's own, a
developer's or a tool's, and pass.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from local.config import ACCOUNT
from local.permissions.asgi import App, Message, Receive, Scope, Send, answer, read
from local.permissions.calls import Request, Unknown, calls, refusal, signed_by, signed_by_form
from local.permissions.policy import Call, Policy, Statement

# Where the gateway puts the policies, and where it is read what of them was used.
PATH = "/_local/permissions"
# The key of calls that no function's invocation is known to make.
NOBODY = "NoFunction"


class Permissions:
    """The functions' policies, what was used of them, and what was refused."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._policies: dict[str, Policy] = {}
        self._used: Counter[tuple[str, str, int, int]] = Counter()
        self._refused: Counter[tuple[str, str, str]] = Counter()
        self.replace({})

    def replace(self, documents: Mapping[str, Any]) -> None:
        """By function: `{"line": …, "statements": [{"document": …, "line": …}, …]}`."""
        self._policies = {NOBODY: Policy(())} | {
            function: Policy((Statement.of(one["document"], one["line"]) for one in given["statements"]), given["line"])
            for function, given in documents.items()
        }

    def knows(self, key: str) -> bool:
        return key in self._policies

    def report(self) -> dict[str, Any]:
        """What was used, `[function, action, line of the statement, place of the resource in it, how often]`, and what
        was refused, `[function, action, resource, how often]`."""
        return {
            "used": [[*key, times] for key, times in self._used.items()],
            "refused": [[*key, times] for key, times in self._refused.items()],
        }

    def refusal(self, function: str, wanted: Iterable[Call]) -> str | None:
        """Why AWS would refuse; None if all is allowed."""
        policy = self._policies[function]
        granted = []
        for call in wanted:
            statement = policy.allowing(call)
            if statement is None:
                return self._refuse(function, policy, call)
            granted.append((function, call.action, statement.line, statement.place_of(call)))
        self._used.update(granted)
        return None

    def _refuse(self, function: str, policy: Policy, call: Call) -> str:
        self._refused[function, call.action, call.resource] += 1
        why = (
            "with an explicit deny in an identity-based policy"
            if policy.is_denied(call)
            else f"because no identity-based policy allows the {call.action} action"
        )
        hint = f"see template.yaml:{policy.line_to_mend(call.action)}"
        if function == NOBODY:
            hint = "the call was made outside of any function's invocation, in a thread that knows none"
        self._say(f"DENIED {function}: {call.action} on {call.resource}: {hint}")
        user = f"arn:aws:sts::{ACCOUNT}:assumed-role/{function}/{function}"
        return f"User: {user} is not authorized to perform: {call.action} on resource: {call.resource} {why}"

    def unknown(self, function: str, what: str) -> str:
        self._say(f"DENIED {function}: {what}: local/permissions/calls.py does not know what permission that needs")
        return f"local/permissions/calls.py does not know what permission this needs: {what}"


class Guard:
    """ASGI middleware."""

    def __init__(self, app: App, permissions: Permissions) -> None:
        self._app = app
        self._permissions = permissions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == PATH:
            await self._manage(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope["query_string"].decode("latin-1")
        body, signed = b"", signed_by(headers.get("authorization", ""), query)
        if signed is None and headers.get("content-type", "").startswith("multipart/form-data"):
            body, receive = await read(receive)
            signed = signed_by_form(body)
        if signed is None or not self._permissions.knows(signed.key):
            await self._app(scope, receive, send)
            return
        if not body:
            body, receive = await read(receive)
        path = scope.get("raw_path", scope["path"].encode()).partition(b"?")[0].decode("latin-1")
        request = Request(scope["method"], path, query, headers, body)
        try:
            wanted = calls(request, signed)
            refused = self._permissions.refusal(signed.key, wanted)
        except Unknown as unknown:
            refused = self._permissions.unknown(signed.key, str(unknown))
        if refused is not None:
            await answer(send, *refusal(signed.service, refused))
            return
        await self._app(scope, receive, self._missing_files_hidden(signed.key, wanted, send))

    def _missing_files_hidden(self, function: str, wanted: list[Call], send: Send) -> Send:
        """S3 tells only callers who may list the bucket that a file does not exist; others get a 403.

        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        """
        bucket = next((call.resource.partition("/")[0] for call in wanted if call.action == "s3:GetObject"), None)
        if bucket is None:
            return send
        is_hidden = False

        async def hiding(message: Message) -> None:
            nonlocal is_hidden
            is_missing = message["type"] == "http.response.start" and message["status"] == 404
            if is_missing and (refused := self._permissions.refusal(function, [Call("s3:ListBucket", bucket)])):
                is_hidden = True
                await answer(send, *refusal("s3", refused))
            if not is_hidden:
                await send(message)

        return hiding

    async def _manage(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "PUT":
            self._permissions.replace(json.loads((await read(receive))[0]))
        body = json.dumps(self._permissions.report()).encode()
        await answer(send, 200, {"content-type": "application/json"}, body)
