"""`python -m tools.calls FILE`: what two DynamoDB engines, ministack and moto, make of the same calls.

FILE has one call of each form, with the items that it met (`RECORD_CALLS` of the local stack). Each engine gets a table
of the template's schema and these items, then the call. Results and the items afterwards are compared. Fails if they
differ where it is not explained here.
"""

import asyncio
import json
import re
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import botocore.session
from botocore.exceptions import ClientError
from moto import mock_aws

from local.cloudformation.template import Template
from local.config import KEY, REGION, Settings
from local.emulator.ministack import ministack
from local.emulator.recorder import form_of
from tools import ROOT

type Json = dict[str, Any]

TABLE = "things"
# Neither is part of what a call does.
_LEFT_OUT = {"ResponseMetadata", "ConsumedCapacity", "ItemCollectionMetrics", "ClientRequestToken"}
_EMPTY_IS_ABSENT = {"UnprocessedKeys", "UnprocessedItems"}

# Differences that are moto's, by what is said of them. An update's response has all updated attributes and no others:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html#DDB-UpdateItem-request-ReturnValues
EXPLAINED = {
    r"\[\]\.Attributes\.[ps]k only of moto": "moto returns the key with UPDATED_NEW",
    r"\[\]\.Attributes\.\w+ only of ministack": "moto leaves out of UPDATED_NEW what was set to the value that it had",
}


class Case(NamedTuple):
    form: str
    operation: str
    request: Json
    items: list[Json]


class Outcome(NamedTuple):
    """A response or an error, and the touched items afterwards."""

    result: Any
    items: list[Any]


def cases(file: Path) -> list[Case]:
    """One of each form."""
    found: dict[str, Case] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        form = form_of(one["operation"], one["request"])
        found.setdefault(form, Case(form, one["operation"], one["request"], one["items"]))
    return list(found.values())


class Engine:
    def __init__(self, url: str | None) -> None:
        create: Any = botocore.session.get_session().create_client
        self._client = create(
            "dynamodb", region_name=REGION, endpoint_url=url, aws_access_key_id=KEY, aws_secret_access_key=KEY
        )
        self._client.create_table(**schema())

    def outcome(self, case: Case) -> Outcome:
        """What the call does to a table that has just these items."""
        request = _renamed(case.request)
        if "ClientRequestToken" in request:
            request["ClientRequestToken"] = str(uuid.uuid4())
        items = [*case.items, *_decoys(case)]
        keys = _distinct([*map(_key, items), *map(_key, _touched(request))])
        for item in _distinct(items):
            self._client.put_item(TableName=TABLE, Item=item)
        try:
            result = _plain(getattr(self._client, botocore.xform_name(case.operation))(**request))
        except ClientError as error:
            reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
            result = [error.response["Error"]["Code"], reasons, _plain(error.response.get("Item"))]
        finally:
            after = [self._client.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item") for key in keys]
            for key in keys:
                self._client.delete_item(TableName=TABLE, Key=key)
        return Outcome(result, [_plain(item) for item in after])


def schema() -> Json:
    """The table of the template, without what only costs."""
    template = Template(ROOT / "template.yaml", {})
    properties = template.resolver({}).resolve(dict(template.resources())["Table"])["Properties"]
    kept = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    return {"TableName": TABLE} | {name: properties[name] for name in kept}


def _renamed(request: Any) -> Any:
    """The call to our table."""
    if isinstance(request, list):
        return [_renamed(one) for one in request]
    if not isinstance(request, dict):
        return request
    renamed = {name: _renamed(value) for name, value in request.items()}
    if "TableName" in renamed:
        renamed["TableName"] = TABLE
    if "RequestItems" in renamed:
        renamed["RequestItems"] = {TABLE: next(iter(renamed["RequestItems"].values()))}
    return renamed


def _decoys(case: Case) -> Iterator[Json]:
    """Items before and after all others of a partition, which a condition on the sort key must not find."""
    if case.operation == "Query" and "IndexName" not in case.request:
        for pk in {item["pk"]["S"] for item in case.items}:
            for sk in ("!", "~~~~"):
                yield {"pk": {"S": pk}, "sk": {"S": sk}, "kind": {"S": "decoy"}}


def _touched(request: Mapping[str, Any]) -> Iterator[Json]:
    for name in ("Key", "Item"):
        if name in request:
            yield request[name]
    for one in request.get("TransactItems", []):
        for what in one.values():
            yield from _touched(what)
    for what in request.get("RequestItems", {}).values():
        for one in what["Keys"] if isinstance(what, dict) else [put for write in what for put in write.values()]:
            yield one.get("Key") or one.get("Item") or one


def _key(item: Mapping[str, Any]) -> Json:
    return {name: item[name] for name in ("pk", "sk")}


def _distinct(items: Iterable[Json]) -> list[Json]:
    return list({json.dumps(_key(item)): item for item in items}.values())


def _plain(value: Any, name: str = "") -> Any:
    """Comparable: numbers by their value, sets and batches without their order."""
    if isinstance(value, list):
        plain = [_plain(one) for one in value]
        return sorted(plain, key=repr) if name in ("SS", "NS", "BS", TABLE) else plain
    if isinstance(value, dict):
        return {
            key: _plain(one, key)
            for key, one in value.items()
            if key not in _LEFT_OUT and not (key in _EMPTY_IS_ABSENT and not one)
        }
    return str(Decimal(value).normalize()) if name == "N" else value


def differences(first: Any, second: Any, path: str = "") -> Iterator[str]:
    """Where two results differ, as a reader would say it."""
    if isinstance(first, dict) and isinstance(second, dict):
        for name in sorted(first.keys() | second.keys()):
            if name not in first or name not in second:
                yield f"{path}.{name} only of {'ministack' if name in first else 'moto'}"
            else:
                yield from differences(first[name], second[name], f"{path}.{name}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for one, other in zip(first, second, strict=True):
            yield from differences(one, other, f"{path}[]")
    elif first != second:
        yield f"{path}: {str(first)[:80]} of ministack, {str(second)[:80]} of moto"


async def compare(found: list[Case]) -> int:
    kinds: Counter[str] = Counter()
    unexplained = 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        settings = Settings(ROOT, 0, data, ROOT / ".venv/ministack/bin/ministack", 4566, ministack_port_is_fixed=False)
        async with ministack(settings) as url:
            ours = Engine(url)
            with mock_aws():
                theirs = Engine(None)
                for case in found:
                    one, other = ours.outcome(case), theirs.outcome(case)
                    told = list(differences([one.result, one.items], [other.result, other.items]))
                    explained = {why for text, why in EXPLAINED.items() if any(re.fullmatch(text, one) for one in told)}
                    kinds["the same" if not told else f"different: {', '.join(sorted(explained))}"] += 1
                    if not all(any(re.fullmatch(text, one) for text in EXPLAINED) for one in told):
                        unexplained += 1
                        print(f"{case.form}\n    " + "\n    ".join(told[:6]))
    operations = Counter(case.operation for case in found)
    print(f"{len(found)} forms:", ", ".join(f"{number} {name}" for name, number in operations.most_common()))
    for text, number in kinds.items():
        print(f"{number:5} {text}")
    return unexplained


if __name__ == "__main__":
    sys.exit(bool(asyncio.run(compare(cases(Path(sys.argv[1]))))))
