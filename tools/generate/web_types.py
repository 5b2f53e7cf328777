"""Generates `web/generated/api.ts`: the API's schemas, its operations and the WebSocket's frames as TypeScript types
for widget and console.

openapi-typescript would require Node in `make generate`, and does not know frames, for which OpenAPI has no place.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from connextlive.realtime.schemas.frames import (
    AgentAvailability,
    AgentPresence,
    AgentUpdated,
    ColleaguePresence,
    ConversationAssigned,
    ConversationChanged,
    ConversationDeleted,
    ConversationHidden,
    ConversationSummarized,
    LabelsUpdated,
    MessageChanged,
    MessagesDelivered,
    MessagesSeen,
    MoodChanged,
    QueueMoved,
    ViewersChanged,
    VisitorMerged,
    VisitorPresence,
    VisitorUnmerged,
)
from connextlive.realtime.schemas.incoming import (
    ClientFrame,
    Data,
    FrameType,
    Pong,
    Refusal,
    TeamTyping,
    TooMany,
    Typing,
)
from tools.generate import openapi

type Json = dict[str, Any]

FRAMES: dict[FrameType, tuple[type[Data], ...]] = {
    "message.created": (MessageChanged,),
    "message.updated": (MessageChanged,),
    "conversation.created": (ConversationChanged,),
    "conversation.updated": (ConversationChanged,),
    "conversation.assigned": (ConversationAssigned,),
    "conversation.resolved": (ConversationChanged,),
    "conversation.mood_changed": (MoodChanged,),
    "conversation.summarized": (ConversationSummarized,),
    "conversation.deleted": (ConversationDeleted,),
    "conversation.hidden": (ConversationHidden,),
    "messages.seen": (MessagesSeen,),
    "messages.delivered": (MessagesDelivered,),
    "typing.started": (TeamTyping, Typing),
    "typing.stopped": (TeamTyping, Typing),
    "viewers.changed": (ViewersChanged,),
    "presence.changed": (VisitorPresence, AgentPresence, ColleaguePresence),
    "visitor.merged": (VisitorMerged,),
    "visitor.unmerged": (VisitorUnmerged,),
    "agent.updated": (AgentUpdated,),
    "availability.changed": (AgentAvailability,),
    "labels.updated": (LabelsUpdated,),
    "queue.moved": (QueueMoved,),
    "pong": (Pong,),
    "error": (Refusal, TooMany),
}
# A conversation in a frame is what its recipient may see of it, as in the recipient's type.
CONVERSATION = {
    "anyOf": [{"$ref": "#/components/schemas/ConversationView"}, {"$ref": "#/components/schemas/VisitorConversation"}]
}
HEADER = """\
// Made by `make generate` of the OpenAPI document and the WebSocket's frames: do not edit.

type Content<Body> = { content: { "application/json": Body } };
"""
FRAME = """\
/** What the server sends over the WebSocket (docs/realtime.md). `Conversation` is what the receiver may see of one. */
export type Frame<Conversation> = { id: string; time: string } & (
%s
);
"""
PRIMITIVES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def files() -> dict[str, str]:
    """The generated file."""
    document = openapi.document()
    schemas = document["components"]["schemas"]
    frames = _frame_schemas()
    if differing := [name for name in schemas.keys() & frames.keys() if schemas[name] != frames[name]]:
        raise ValueError(f"Frames and answers have different shapes of the same name: {differing}")
    generic = {name for name, schema in frames.items() if CONVERSATION in schema.get("properties", {}).values()}
    declarations = [
        _declaration(f"{name}<Conversation>" if name in generic else name, schema)
        for name, schema in sorted((schemas | frames).items())
    ]
    text = "\n".join([HEADER, *declarations, _frame(generic), _paths(document["paths"])])
    return {"web/generated/api.ts": text}


def _frame_schemas() -> dict[str, Json]:
    sent = {shape: None for shapes in FRAMES.values() for shape in shapes}
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(shape, "serialization") for shape in sent]
    _, schemas = openapi.schemas_of([*wanted, (ClientFrame, "validation")])
    return schemas


def _frame(generic: set[str]) -> str:
    lines = []
    for type, shapes in FRAMES.items():
        names = (shape.__name__ + "<Conversation>" * (shape.__name__ in generic) for shape in shapes)
        lines.append(f"  | {{ type: {json.dumps(type)}; data: {' | '.join(names)} }}")
    return FRAME % "\n".join(lines)


def _declaration(name: str, schema: Json) -> str:
    return f"{_comment(schema)}export type {name} = {typescript(schema)};\n"


def _paths(paths: Json) -> str:
    """The operations in openapi-fetch's format, by path and method."""
    items = {
        path: "{" + "".join(f"\n{_operation(name, said)}" for name, said in methods.items()) + "\n  }"
        for path, methods in paths.items()
    }
    lines = [f"  {json.dumps(path)}: {item};" for path, item in items.items()]
    return "\n".join(["export type Paths = {", *lines, "};", ""])


def _operation(method: str, said: Json) -> str:
    fields = [("parameters", True, _parameters(said.get("parameters", [])))]
    if body := said.get("requestBody"):
        fields.append(("requestBody", body["required"], _content(body)))
    fields.append(("responses", True, f"{{ 200: {_content(said['responses']['200'])}; default: Content<Error> }}"))
    return f"    /** {said['summary']} */\n    {method}: {_fields(fields, 6)};"


def _parameters(parameters: list[Json]) -> str:
    places: dict[str, list[tuple[str, bool, str]]] = {}
    for parameter in parameters:
        said: Json = openapi.IDEMPOTENCY_KEY if "$ref" in parameter else parameter
        field = said["name"], said.get("required", False), typescript(said["schema"])
        places.setdefault(said["in"], []).append(field)
    return _line((place, any(required for _, required, _ in fields), _line(fields)) for place, fields in places.items())


def _content(said: Json) -> str:
    types = {media_type: typescript(media["schema"], 8) for media_type, media in said["content"].items()}
    if types.keys() == {"application/json"}:
        return f"Content<{types['application/json']}>"
    return f"{{ content: {_line((media_type, True, type) for media_type, type in types.items())} }}"


def typescript(schema: Json, indent: int = 2) -> str:
    """A JSON schema as TypeScript."""
    if schema == CONVERSATION:
        return "Conversation"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")]))
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(typescript(option, indent) for option in options))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(typescript(schema | {"type": one}, indent) for one in kind)
    if kind == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(typescript(item, indent) for item in schema['prefixItems'])}]"
        item = typescript(schema.get("items", {}), indent)
        return f"({item})[]" if "|" in item else f"{item}[]"
    if kind == "object":
        return _object(schema, indent)
    return PRIMITIVES[kind] if kind else "unknown"


def _object(schema: Json, indent: int) -> str:
    required = schema.get("required", [])
    fields = [
        (name, name in required, typescript(field, indent + 2), _comment(field, indent))
        for name, field in schema.get("properties", {}).items()
    ]
    others = schema.get("additionalProperties", not fields)
    values = others and typescript(others if isinstance(others, dict) else {}, indent)
    if not fields:
        return f"Record<string, {values or 'never'}>"
    lines = [f"{comment}{' ' * indent}{_field(name, needed, type)};" for name, needed, type, comment in fields]
    if values:
        lines.append(f"{' ' * indent}[name: string]: {values};")
    return "\n".join(["{", *lines, f"{' ' * (indent - 2)}}}"])


def _fields(fields: list[tuple[str, bool, str]], indent: int) -> str:
    lines = [f"{' ' * indent}{_field(*field)};" for field in fields]
    return "\n".join(["{", *lines, f"{' ' * (indent - 2)}}}"])


def _line(fields: Iterable[tuple[str, bool, str]]) -> str:
    written = "; ".join(_field(*field) for field in fields)
    return f"{{ {written} }}" if written else "{}"


def _field(name: str, required: bool, type: str) -> str:
    return f"{name if name.isidentifier() else json.dumps(name)}{'' if required else '?'}: {type}"


def _comment(schema: Json, indent: int = 0) -> str:
    words = " ".join(schema.get("description", "").split())
    return f"{' ' * indent}/** {words} */\n" if words else ""
