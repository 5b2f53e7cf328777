"""Keeps one call of each form that DynamoDB is asked in, with the items it met, for `tools.calls` to replay elsewhere:
ASGI middleware, in ministack's process. Only with RECORD_CALLS, the file that it appends to."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.permissions.asgi import App, Message, Receive, Scope, Send, read, target

_RECORDED = {
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
}
_EXPRESSIONS = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)
_TARGET = b"DynamoDB_20120810."
# Of a page, as many items are kept.
_PAGE = 30
_LISTED = re.compile(r"(:\w+)(?:, ?\1)+")

Json = dict[str, Any]


def form_of(operation: str, request: Mapping[str, Any]) -> str:
    """What two calls have in common that differ in their values only: expressions with names and types, options, how
    many writes of which kind."""
    return json.dumps([operation, _form(request)], sort_keys=True)


def _form(request: Mapping[str, Any]) -> Json:
    names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})

    def spelled(expression: str) -> str:
        text = re.sub(r"#\w+", lambda found: _kind(names.get(found[0], found[0])), expression)
        text = re.sub(r":\w+", lambda found: f":{next(iter(values.get(found[0], '?')))}", text)
        return _LISTED.sub(r"\1…", text)

    form: Json = {}
    for name, value in request.items():
        match name:
            case "TableName" | "ClientRequestToken" | "ExpressionAttributeNames" | "ExpressionAttributeValues":
                continue
            case "Item" | "Key" | "ExclusiveStartKey":
                form[name] = sorted({next(iter(one)) for one in value.values()})
            case "TransactItems":
                form[name] = sorted({f"{kind} {_form(what)}" for one in value for kind, what in one.items()})
            case "RequestItems":
                form[name] = [
                    _form({k: v for k, v in what.items() if k != "Keys"}) if isinstance(what, dict) else _writes(what)
                    for what in value.values()
                ]
            case "Limit":
                form[name] = "…"
            case _ if name in _EXPRESSIONS:
                form[name] = spelled(value)
            case _:
                form[name] = value
    return form


def _kind(name: str) -> str:
    """An attribute's name, without what is data in it: of counters the hour, the bucket or a label's ID."""
    return re.sub(r"[0-9A-HJKMNP-TV-Z]{26}|\d+", "…", name)


def _writes(requests: list[Json]) -> list[str]:
    return sorted({kind for one in requests for kind in one})


class Recorder:
    def __init__(self, app: App, file: Path) -> None:
        self._app = app
        self._file = file
        self._known: set[str] = set()
        self._keys: dict[str, list[str]] = {}
        self._lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        called = target(scope)
        operation = called.removeprefix(_TARGET).decode()
        if called.startswith(_TARGET) and operation in _RECORDED:
            body, receive = await read(receive)
            request = json.loads(body)
            form = form_of(operation, request)
            if form not in self._known:
                self._known.add(form)
                await self._record(scope, operation, request)
        await self._app(scope, receive, send)

    async def _record(self, scope: Scope, operation: str, request: Json) -> None:
        met: list[Json] = []
        if operation in ("Query", "Scan"):
            kept = ("TableName", "IndexName", "KeyConditionExpression", "ScanIndexForward")
            used = request.get("KeyConditionExpression", "")
            page = {name: request[name] for name in kept if name in request} | {"Limit": _PAGE}
            for name, sign in (("ExpressionAttributeNames", "#"), ("ExpressionAttributeValues", ":")):
                given = request.get(name, {})
                wanted = {key: given[key] for key in given if re.search(rf"{re.escape(key)}(?!\w)", used)}
                if wanted and sign in used:
                    page[name] = wanted
            found = await self._call(scope, operation, page)
            keys = await self._key_names(scope, request["TableName"])
            for item in found.get("Items", []):  # an index may not have all of it
                met += await self._item(scope, request["TableName"], {name: item[name] for name in keys})
        else:
            for table, item in _touched(request):
                names = await self._key_names(scope, table)
                met += await self._item(scope, table, {name: item[name] for name in names if name in item})
        line = json.dumps({"operation": operation, "request": request, "items": met})
        async with self._lock:
            with self._file.open("ab", buffering=0) as file:  # whole lines: other stacks append, too
                file.write(f"{line}\n".encode())

    async def _key_names(self, scope: Scope, table: str) -> list[str]:
        if table not in self._keys:
            schema = (await self._call(scope, "DescribeTable", {"TableName": table}))["Table"]["KeySchema"]
            self._keys[table] = [one["AttributeName"] for one in schema]
        return self._keys[table]

    async def _item(self, scope: Scope, table: str, key: Json) -> list[Json]:
        found = await self._call(scope, "GetItem", {"TableName": table, "Key": key, "ConsistentRead": True})
        return [found["Item"]] if "Item" in found else []

    async def _call(self, scope: Scope, operation: str, request: Json) -> Json:
        """Of the application, as the same caller."""
        body, parts = json.dumps(request).encode(), []
        changed = {b"x-amz-target": _TARGET + operation.encode(), b"content-length": str(len(body)).encode()}
        headers = [(name, changed.get(name.lower(), value)) for name, value in scope["headers"]]

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            parts.append(message.get("body", b""))

        await self._app({**scope, "headers": headers}, receive, send)
        answer: Json = json.loads(b"".join(parts))
        return answer


def _touched(request: Json) -> Iterator[tuple[str, Json]]:
    """Tables, and keys or items with them, that a call other than a query names."""
    if "TableName" in request:
        yield request["TableName"], request.get("Key") or request["Item"]
    for one in request.get("TransactItems", []):
        for what in one.values():
            yield from _touched(what)
    for table, what in request.get("RequestItems", {}).items():
        if isinstance(what, dict):
            yield from ((table, key) for key in what["Keys"])
        else:
            for one in what:
                for write in one.values():
                    yield table, write.get("Key") or write["Item"]
