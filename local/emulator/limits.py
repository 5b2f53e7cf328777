"""AWS's limits that ministack does not have, in front of it: ASGI middleware, in ministack's process."""

import json
from collections.abc import Mapping
from typing import Any

from local.permissions.asgi import App, Message, Receive, Scope, Send, answer, read, target

# "A single operation can retrieve up to 16 MB of data": what is left is returned as UnprocessedKeys.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
BATCH_BYTES = 16 * 1024 * 1024
# "You can inject multiple events as long as the total entry size is less than 256 KB."
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
EVENTS_BYTES = 256 * 1024

_JSON = {"content-type": "application/x-amz-json-1.1"}


class Limits:
    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = target(scope)
        if operation.endswith(b".BatchGetItem"):
            body, receive = await read(receive)
            await self._app(scope, receive, _cut_to_size(body, send))
        elif operation.endswith(b".PutEvents"):
            body, receive = await read(receive)
            if sum(map(_entry_bytes, json.loads(body)["Entries"])) < EVENTS_BYTES:
                await self._app(scope, receive, send)
            else:
                text = "Total size of the entries in the request is over the limit."
                await answer(send, 400, _JSON, json.dumps({"__type": "ValidationException", "message": text}).encode())
        else:
            await self._app(scope, receive, send)


def _cut_to_size(request: bytes, send: Send) -> Send:
    start: Message = {}
    parts: list[bytes] = []

    async def cutting(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = b"".join(parts)
        # An item is smaller than its JSON.
        if start["status"] == 200 and len(body) > BATCH_BYTES:
            cut = _cut(json.loads(request)["RequestItems"], json.loads(body))
            await answer(send, 200, _JSON, json.dumps(cut).encode())
        else:
            await send(start)
            await send({"type": "http.response.body", "body": body})

    return cutting


def _cut(wanted: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    left, unprocessed = BATCH_BYTES, dict(found.get("UnprocessedKeys") or {})
    for table, items in found["Responses"].items():
        kept = 0
        while kept < len(items) and (left := left - item_bytes(items[kept])) >= 0:
            kept += 1
        if kept < len(items):
            names = wanted[table]["Keys"][0].keys()
            keys = [{name: item[name] for name in names} for item in items[kept:]]
            keys += unprocessed.get(table, {}).get("Keys", [])
            unprocessed[table] = {**wanted[table], "Keys": keys}
            del items[kept:]
    return {**found, "UnprocessedKeys": unprocessed}


def item_bytes(item: Mapping[str, Any]) -> int:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html"""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(content.strip("-0.")) // 2 + 2
        case "B":
            return len(content) * 3 // 4
        case "SS":
            return sum(len(text.encode()) for text in content)
        case "NS" | "BS":
            return sum(_value_bytes({kind[0]: one}) for one in content)
        case "L":
            return 3 + sum(1 + _value_bytes(one) for one in content)
        case "M":
            return 3 + item_bytes(content) + len(content)
    return 1


def _entry_bytes(entry: Mapping[str, Any]) -> int:
    texts = [entry.get(name) or "" for name in ("Source", "DetailType", "Detail")] + (entry.get("Resources") or [])
    return sum(len(text.encode()) for text in texts) + (14 if "Time" in entry else 0)
