"""Plays AWS over TLS, in a separate process: every call costs it the same, so that only the callers differ.

It stores nothing: reads are answered from a fixed table, writes succeed. DynamoDB's responses are computed once per
distinct request. After how many milliseconds it answers is its third argument.
"""

import json
import re
import socket
import ssl
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

type Raw = dict[str, Any]

EQUALS = re.compile(r"(#?\w+)\s*=\s*(:\w+)")
SETS = re.compile(r"(#?\w+) = (?:list_append\(.*, )?(:\w+)")  # what an update sets, or appends to an empty list
BEGINS = re.compile(r"begins_with\s*\(\s*#?\w+\s*,\s*(:\w+)\s*\)")
BETWEEN = re.compile(r"BETWEEN (:\w+) AND (:\w+)")
BOUND = re.compile(r"([<>]) (:\w+)")


class Table:
    """The operations of DynamoDB that handlers call, over a list of items."""

    def __init__(self, items: list[Raw]) -> None:
        self.items = items
        self.by_key = {(item["pk"]["S"], item["sk"]["S"]): item for item in items}

    def answer(self, operation: str, request: Raw) -> Raw:
        """What the operation answers; a write says that it succeeded."""
        reads: dict[str, Callable[[Raw], Raw]] = {
            "GetItem": self._get,
            "BatchGetItem": self._batch_get,
            "TransactGetItems": self._transact_get,
            "Query": self._query,
            "UpdateItem": self._update,
        }
        return reads[operation](request) if operation in reads else {}

    def _find(self, key: Raw) -> Raw | None:
        return self.by_key.get((key["pk"]["S"], key["sk"]["S"]))

    def _found(self, keys: Iterable[Raw]) -> list[Raw]:
        return [item for item in map(self._find, keys) if item is not None]

    def _get(self, request: Raw) -> Raw:
        item = self._find(request["Key"])
        return {"Item": item} if item else {}

    def _batch_get(self, request: Raw) -> Raw:
        (table, wanted), *_ = request["RequestItems"].items()
        return {"Responses": {table: self._found(wanted["Keys"])}, "UnprocessedKeys": {}}

    def _transact_get(self, request: Raw) -> Raw:
        found = [self._find(wanted["Get"]["Key"]) for wanted in request["TransactItems"]]
        return {"Responses": [{"Item": item} if item else {} for item in found]}

    def _update(self, request: Raw) -> Raw:
        match request.get("ReturnValues"):
            case "ALL_NEW":
                return {"Attributes": self._find(request["Key"]) or request["Key"]}
            case "UPDATED_NEW":
                names, values = request.get("ExpressionAttributeNames", {}), request["ExpressionAttributeValues"]
                given = SETS.findall(request["UpdateExpression"])
                return {"Attributes": {names.get(name, name): values[value] for name, value in given}}
        return {}

    def _query(self, request: Raw) -> Raw:
        condition, values = request["KeyConditionExpression"], request["ExpressionAttributeValues"]
        names = request.get("ExpressionAttributeNames", {})
        equal = EQUALS.search(condition)
        assert equal is not None, condition
        hash_name, pk = names.get(equal[1], equal[1]), values[equal[2]]["S"]
        order = "listed" if "IndexName" in request else "sk"
        partition = [item for item in self.items if item.get(hash_name, {}).get("S") == pk and order in item]
        within = [item for item in partition if _is_within(item[order]["S"], condition, values)]
        within.sort(key=lambda item: str(item[order]["S"]), reverse=not request.get("ScanIndexForward", True))
        page = within[: request.get("Limit", len(within))]
        shown = [_projected(item, request.get("ProjectionExpression"), names) for item in page]
        answer: Raw = {"Items": shown, "Count": len(page), "ScannedCount": len(page)}
        if len(page) < len(within):
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in {"pk", "sk", hash_name, order}}
        return answer


def _projected(item: Raw, expression: str | None, names: dict[str, str]) -> Raw:
    if expression is None:
        return item
    wanted = [names.get(name, name) for name in map(str.strip, expression.split(","))]
    return {name: item[name] for name in wanted if name in item}


def _is_within(position: str, condition: str, values: Raw) -> bool:
    if begins := BEGINS.search(condition):
        return position.startswith(values[begins[1]]["S"])
    if between := BETWEEN.search(condition):
        return bool(values[between[1]]["S"] <= position <= values[between[2]]["S"])
    if bound := BOUND.search(condition):
        limit = values[bound[2]]["S"]
        return bool(position < limit if bound[1] == "<" else position > limit)
    return True


class Aws:
    """All services at one address, told apart as their own front ends do."""

    def __init__(self, items: list[Raw], signing_secret: dict[str, str], seconds: float = 0) -> None:
        self.table, self.seconds = Table(items), seconds
        self.signing_secret = signing_secret
        self.known: dict[tuple[str, bytes], bytes] = {}

    def answer(self, line: str, headers: dict[str, str], body: bytes) -> bytes:
        """The whole response to a request."""
        target = headers.get("x-amz-target", line)
        if (target, body) not in self.known:
            self.known[target, body] = self._compute(target, body)
        return self.known[target, body]

    def _compute(self, target: str, body: bytes) -> bytes:
        service, _, operation = target.partition(".")
        if service.startswith("DynamoDB"):
            return _response(json.dumps(self.table.answer(operation, json.loads(body))).encode(), "x-amz-json-1.0")
        if service == "secretsmanager":
            return _response(json.dumps(self._secret(operation)).encode(), "x-amz-json-1.1")
        if service == "AWSEvents":
            entries = json.loads(body)["Entries"]
            done = {"FailedEntryCount": 0, "Entries": [{"EventId": str(n)} for n, _ in enumerate(entries)]}
            return _response(json.dumps(done).encode(), "x-amz-json-1.1")
        if target.startswith("POST /v2/email"):
            return _response(b'{"MessageId": "1"}', "json")
        if "list-type=2" in target:
            return _response(b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>", "xml")
        return _response(b"", "octet-stream", '204 No Content\r\nETag: "0"')

    def _secret(self, operation: str) -> Raw:
        stages = {"v1": ["AWSCURRENT"], "550e8400-e29b-41d4-a716-446655440000": ["AWSPENDING"]}
        described: Raw = {"ARN": "arn", "Name": "signing", "VersionId": "v1"}
        if operation == "DescribeSecret":
            return described | {"VersionIdsToStages": stages, "RotationEnabled": True}
        return described | {"SecretString": json.dumps(self.signing_secret), "VersionStages": ["AWSCURRENT"]}


def _response(body: bytes, kind: str, status: str = "200 OK") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nServer: Server\r\nContent-Type: application/{kind}\r\nContent-Length: {len(body)}\r\n"
        f"Connection: keep-alive\r\nx-amzn-RequestId: 0123456789ABCDEF\r\nx-amz-crc32: {zlib.crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


def _serve(connection: socket.socket, tls: ssl.SSLContext, aws: Aws) -> None:
    try:
        with tls.wrap_socket(connection, server_side=True) as secured, secured.makefile("rb") as reader:
            while request := _read(reader, secured):
                time.sleep(aws.seconds)
                secured.sendall(aws.answer(*request))
    except (OSError, ssl.SSLError):
        pass  # the caller's process is over


def _read(reader: BinaryIO, secured: ssl.SSLSocket) -> tuple[str, dict[str, str], bytes] | None:
    line = reader.readline().decode().strip()
    if not line:
        return None
    headers = {}
    while header := reader.readline().decode().strip():
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    if "100-continue" in headers.get("expect", ""):
        secured.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if headers.get("transfer-encoding") == "chunked":
        return line, headers, _read_chunks(reader)
    return line, headers, reader.read(int(headers.get("content-length", 0)))


def _read_chunks(reader: BinaryIO) -> bytes:
    body = b""
    while size := int(reader.readline().partition(b";")[0], 16):
        body += reader.read(size)
        reader.readline()
    while reader.readline().strip():
        pass  # trailers
    return body


def main(certificate: Path, contents: Path, milliseconds: float) -> None:
    """Serves until its standard input closes; says on which port."""
    aws = Aws(**json.loads(contents.read_text()), seconds=milliseconds / 1000)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0), backlog=16)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=_accept, args=(listener, tls, aws), daemon=True).start()
    sys.stdin.read()


def _accept(listener: socket.socket, tls: ssl.SSLContext, aws: Aws) -> None:
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(connection, tls, aws), daemon=True).start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0)
