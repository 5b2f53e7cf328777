"""The web's types of the API and the WebSocket are up to date with the code."""

from typing import get_args

import pytest

from connextlive.realtime.schemas.incoming import FrameType
from tools.generate import web_types


def test_every_frame_has_its_type() -> None:
    assert tuple(web_types.FRAMES) == get_args(FrameType.__value__)


@pytest.mark.parametrize(
    ("schema", "type"),
    [
        ({}, "unknown"),
        ({"type": "integer", "minimum": 1}, "number"),
        ({"anyOf": [{"type": "string", "format": "email"}, {"type": "null"}]}, "string | null"),
        ({"type": ["object", "null"]}, "Record<string, unknown> | null"),
        ({"enum": ["A", "B"], "type": "string"}, '"A" | "B"'),
        ({"const": "A"}, '"A"'),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Topic"}}, "Topic[]"),
        ({"type": "array", "items": {"enum": ["A", "B"]}}, '("A" | "B")[]'),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]}, "[string, number]"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string"}, "b-c": {"type": "null", "description": "Why"}},
                "required": ["a"],
                "additionalProperties": False,
            },
            '{\n  a: string;\n  /** Why */\n  "b-c"?: null;\n}',
        ),
        (
            {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": True},
            "{\n  a?: string;\n  [name: string]: unknown;\n}",
        ),
    ],
)
def test_a_schema_becomes_a_type(schema: dict[str, object], type: str) -> None:
    assert web_types.typescript(schema) == type
