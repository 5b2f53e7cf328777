"""Generates the OpenAPI document and the documentation page.

Everything that the code knows comes from the code: routes from `@endpoint`, access and schemas from the endpoints'
annotations, descriptions from docstrings. Only what no type expresses is here.
"""

import json
from collections.abc import Collection
from typing import Any

from pydantic import MISSING, BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from connextlive.core.version import VERSION
from tools.generate import docs_page
from tools.generate.examples import BODIES, id_in
from tools.generate.operations import Operation, operations

type Json = dict[str, Any]

DESCRIPTION = """\
Live chat: a **tenant** (role `CUSTOMER`) owns a workspace, its **agents** (role `AGENT`) answer, and **visitors** (role
`VISITOR`) write from the widget. Bodies are JSON in camelCase; every success is `200`; times are ISO 8601 in UTC; IDs
are a prefix and a ULID.

Log in, then send `Authorization: Bearer <token>` with every request. Another tenant's resources return `404`, as if
they did not exist. All errors have the format `Error`. Lists return a `nextCursor` to pass as `?cursor=`. A POST that
accepts an `Idempotency-Key` can be repeated with it for 24 hours and takes effect once.
"""
TAGS = {
    "Authentication": "Log in, register, accept an invitation, reset a password. No token required.",
    "Account": "A user's own sessions, two-factor authentication and linked identity. Any user's token will do, "
    "CUSTOMER or AGENT.",
    "Tenant — Conversations": "Manage all conversations of the workspace. Requires the role CUSTOMER.",
    "Tenant — Visitors": "Manage the visitors of all sites of the workspace.",
    "Tenant — Blocks": "Block visitors, for a time or for good, and answer agents' requests for it.",
    "Tenant — Agents": "Manage agents and invitations.",
    "Tenant — Workspace": "Read and update the workspace's configuration: name, language, time zone, settings.",
    "Tenant — Budgets": "What the workspace has used today of its daily budgets.",
    "Tenant — Topics": "Manage the topics that the AI assigns to resolved conversations, and review those that it "
    "proposes.",
    "Tenant — Audit Log": "Who did what to what, when and from where.",
    "Tenant — Teams": "Group agents into teams, to which their conversations belong.",
    "Tenant — Labels": "Manage the labels that conversations can have.",
    "Tenant — Views": "Manage the team's views: filters of the conversation list under a name.",
    "Tenant — Canned Replies": "Manage the texts that every agent can insert by a shortcode.",
    "Tenant — Proactive Messages": "Count how often proactive messages were shown and answered.",
    "Tenant — API Keys": "Manage the API keys that the widget uses. The plain key is returned only once, at creation.",
    "Tenant — Tokens": "Manage the API tokens with which other systems call this API instead of a user's token: within "
    "their scopes, until they expire. The plain token is returned only once, at creation.",
    "Tenant — Sign-in": "The identity provider (OpenID Connect) by which the workspace's people sign in.",
    "Tenant — Sites": "Manage the sites that embed the widget.",
    "Tenant — Reports": "Figures for any period up to a year: response and resolution times, volume, satisfaction, "
    "topics. Generated within seconds of the request, as JSON, CSV and a page.",
    "Tenant — Webhooks": "Manage webhooks, which receive signed requests for selected events, and read their "
    "delivery log.",
    "Agent — Profile": "The agent's own profile. All agent endpoints require the role AGENT.",
    "Agent — Conversations": "List, read, answer and manage the workspace's conversations.",
    "Agent — Agents": "The agents of the workspace.",
    "Agent — Visitors": "View the workspace's visitors.",
    "Agent — Topics": "The workspace's topics.",
    "Agent — Reports": "A lead's report on the agents whose conversations they may see.",
    "Agent — Labels": "The workspace's labels.",
    "Agent — Views": "The team's views, and those of the agent's own.",
    "Agent — Canned Replies": "The workspace's canned replies, and those of the agent's own.",
    "Agent — Push": "Push notifications to the agent's browsers.",
    "Widget": "The endpoints that the widget calls. A session's token has the role VISITOR.",
    "System": "Health check and API documentation.",
}
TAGS_OF_AUDIENCES = {"auth": "Authentication", "reports": "Tenant — Reports", "widget": "Widget"}
TAGS_OF_RESOURCES = {
    "proactive-messages": "Proactive Messages",
    "api-keys": "API Keys",
    "audit-log": "Audit Log",
    "canned-replies": "Canned Replies",
    "invitations": "Agents",
    "messages": "Conversations",
    "live": "Reports",
    "report-schedule": "Reports",
    "push-subscriptions": "Push",
    "sign-in": "Sign-in",
}
PARAMETERS = {
    "action": "An action (`webhook.created`), or all of a kind of object (`webhook`)",
    "workspace": "The workspace's ID",
    "domain": "An email domain",
    "actor": "The ID of the user who did it",
    "from": "The first moment, such as `2026-01-31T09:30:00Z`",
    "object": "The ID of what it was done to",
    "to": "The first moment that is too late",
    "after": "The ID of the last message that the widget has",
    "apiKey": "The site's API key, unless it is in the header `X-API-Key`",
    "agentId": "An agent's ID, `unassigned` or `all`",
    "conversationId": "Only agents who may see this conversation, whom a note in it can mention",
    "cursor": "The previous page's `nextCursor`; replaces `offset` and `page`",
    "invitationLimit": "Invitations per page, by email address; without it, all of them, by name",
    "invitationCursor": "The previous page's `pagination.nextInvitationCursor`",
    "isOnline": "`true` or `false`",
    "mood": "Only conversations whose visitor's mood has turned to this while they were open",
    "isSpam": "`true` lists conversations marked as spam instead, whatever their status",
    "isSnoozed": "`true` lists what is snoozed instead",
    "target": "Only conversations with a target in this state, among the newest thousand",
    "latest": "`true` returns the last messages; with their `cursor`, the ones before them",
    "limit": "Items per page",
    "inMessages": "`true` searches messages and notes, too",
    "mentionsMe": "`true` lists only conversations in whose notes the caller was mentioned, within the last 90 days",
    "offset": "Items to skip",
    "period": "The length of the period, and the granularity of the figures",
    "page": "Page number",
    "siteId": "Filter by site",
    "teamId": "Only what belongs to this team",
    "status": "One or more statuses, separated by commas, case-insensitive; `all` or omitted for all",
    "tags": "Filter by tag; repeat the parameter for several, all of which must match: `?tags=vip&tags=trial`",
    "labels": "Filter by label; repeat the parameter for several, all of which must match: "
    "`?labels=billing&labels=vip`",
}
SECURITY: dict[str, list[Json]] = {
    "widgetConfigurationGet": [{"apiKey": []}, {}],
    "widgetSessionsCreate": [{"apiKey": []}],
}
SEARCHES = {
    "agentAgentsList": "Search parts of names and email addresses",
    "tenantAgentsList": "Search parts of names and email addresses",
    "tenantConversationsList": "Search message content, visitor ID, and the visitor's name and email",
    "tenantVisitorsList": "Search name, email, phone, IP, country, city",
    "agentConversationsList": "Search the visitor's name or email",
    "agentVisitorsList": "Search by name or email",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Repeating the request with the same key within 24 hours returns the first success again",
    "schema": {"type": "string"},
}
FIELD_ERRORS = {"errors": [{"field": "email", "message": "Required"}]}
ERRORS: dict[int, tuple[str, str, str, Json | None]] = {
    400: (
        "BadRequest",
        "The request is invalid; all invalid fields are listed",
        "Validation failed",
        FIELD_ERRORS,
    ),
    401: ("Unauthorized", "The token is missing, invalid, expired or revoked", "Authorization token required", None),
    403: ("Forbidden", "The token does not grant access to this resource", "Forbidden", None),
    404: ("NotFound", "The resource does not exist, or belongs to another tenant", "Conversation not found", None),
    405: ("MethodNotAllowed", "The path does not support the method", "Method Not Allowed", None),
    413: (
        "TooLarge",
        "The body exceeds the gateway's limit; use presigned uploads for large files",
        "The request is too large. Upload files with POST /api/agent/conversations/{id}/attachments "
        "or POST /api/widget/attachments.",
        {"code": "REQUEST_TOO_LARGE"},
    ),
    429: (
        "TooManyRequests",
        "Too many requests or failed attempts",
        "Too many attempts. Please try again later.",
        {"code": "RATE_LIMITED"},
    ),
    500: (
        "InternalServerError",
        "An unexpected error; report the request ID",
        "Internal server error",
        {"requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"},
    ),
    503: (
        "Busy",
        "The service is busy; nothing is known to be wrong with the request, which may be repeated",
        "Busy. Please try again.",
        {"requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"},
    ),
}
ERROR_HEADERS = {
    405: {"Allow": "The methods that the path supports"},
    429: {
        "Retry-After": "Seconds until the next attempt",
        "RateLimit": 'What is left: `"address";r=0;t=12`, of whom, how many, and in how many seconds there is more',
        "RateLimit-Policy": 'The limit: `"address";q=60;w=60`, of whom, how many, and in how many seconds',
    },
    503: {"Retry-After": "Seconds until the next attempt"},
}
# Refusals of public routes and routes without an ID, which no annotation expresses. Callers are not found if they were
# removed while the authorizer's result is cached.
MORE_REFUSALS = {
    "authLogin": {401, 429},
    "authRegister": {403},
    "authSessionsDelete": {400},
    "tenantConversationsDelete": {400},
    "tenantVisitorsDelete": {400},
    "tenantVisitorsExport": {400},
    "tenantVisitorsUnmerge": {400},
    "widgetMessagesDelete": {400},
    "authIdentityBegin": {404},
    "authIdentityUnlink": {404},
    "authSignInBegin": {404},
    "tenantApiKeysCreate": {404},
    "tenantBlocksCreate": {404},
    "tenantBlocksDelete": {400},
    "tenantConversationsExport": {404},
    "tenantConversationsGetExport": {404},
    "tenantReportsCreate": {404},
    "tenantSignInDelete": {404},
    "tenantTokensCreate": {404},
    "tenantWorkspaceKeep": {400},
    "tenantOwnershipOffer": {404},
    "tenantOwnershipAccept": {404},
    "tenantOwnershipWithdraw": {404},
    "reportsOpen": {404},
    "ratingsCreate": {403, 404},
    "agentConversationsMailTranscript": {429},
    "widgetConversationsMailTranscript": {404},
    "agentConversationsSummarize": {400, 429},
    "tenantConversationsSummarize": {400, 429},
    "agentAgentsList": {404},
    "agentProfileGet": {404},
    "agentReportsGet": {404},
    "agentProfileUpdate": {404},
    "agentProfileSetAvatar": {404},
    "agentPushSubscriptionsDelete": {404},
    "widgetConfigurationGet": {401, 403},
    "widgetSessionsCreate": {401, 403},
    "widgetConversationsList": {404},
    "widgetMessagesList": {404},
    "widgetMessagesSend": {404},
    "widgetConversationsMarkRead": {404},
    "widgetConversationsComment": {404},
    "widgetConversationsRate": {404},
    "widgetHeartbeat": {404},
    "widgetProactiveMessagesShow": {404},
}
FILES_ANSWERED = {
    "openapiGet": ("application/json", "object"),
    "docsGet": ("text/html", "string"),
    "tenantAuditLogExport": ("text/csv", "string"),
    "reportsOpen": ("text/html", "string"),
}
# The URL above the document's own folder also works behind a stage such as /live.
SERVER = ".."
PROBLEM = {
    "type": "object",
    "required": ["statusCode", "statusMessage", "data"],
    "description": "The format of all errors.",
    "properties": {
        "statusCode": {"type": "integer"},
        "statusMessage": {"type": "string"},
        "data": {
            "type": ["object", "null"],
            "description": "`errors` lists invalid fields; `code` identifies the error for programs",
            "properties": {
                "errors": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["field", "message"],
                        "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                    },
                },
                "code": {"type": "string"},
                "requestId": {"type": "string"},
                "challenge": {
                    "type": "string",
                    "description": "A challenge that, once solved, admits the session (`proofOfWork`)",
                },
            },
        },
    },
}
SECURITY_SCHEMES = {
    "bearerAuth": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The `token` from the login response, or from a widget session's",
    },
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The site's API key"},
}


class _Schemas(GenerateJsonSchema):
    """Schemas as clients see them: a response always has all its fields but those that default to MISSING, and a
    field's name is enough of a title."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        is_left_out = field["schema"].get("default") is MISSING
        return (self.mode == "serialization" and not is_left_out) or super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Without defaults of responses, which are meaningless, and of None, which means "omit", not "send null"."""
        if self.mode == "serialization" or schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        """A pair of the same type as a list of two: few clients support tuples."""
        found = super().tuple_schema(schema)
        first, *others = found.get("prefixItems", [None])
        if first is not None and all(other == first for other in others):
            del found["prefixItems"]
            found["items"] = first
        return found


type Shape = tuple[type[BaseModel], JsonSchemaMode]


def schemas_of(
    shapes: list[Shape], queries: Collection[type[BaseModel]] = ()
) -> tuple[dict[Shape, Json], dict[str, Json]]:
    """References to schemas, and all schemas they need, by name."""
    refs, found = models_json_schema(shapes, ref_template="#/components/schemas/{model}", schema_generator=_Schemas)
    schemas: dict[str, Json] = found["$defs"]
    of_queries = {str(refs[query, "validation"]["$ref"]).rpartition("/")[2] for query in queries}
    for name, schema in schemas.items():
        schema.pop("title", None)
        if name not in of_queries:
            _say_defaults(schema)
    return {shape: refs[shape] for shape in shapes}, schemas


class _Document:
    """The document under construction: operations refer to schemas, which are known once all operations are."""

    def __init__(self, found: list[Operation]) -> None:
        self._found = found
        endpoints = [operation.endpoint for operation in found]
        taken = [shape for one in endpoints for name, shape in one.parameters.items() if name in ("body", "query")]
        wanted: dict[Shape, None] = {}
        wanted |= {(shape, "validation"): None for shape in taken}
        wanted |= {(one.endpoint.answer, "serialization"): None for one in found if not one.answers_with_a_file}
        queries = {one.parameters["query"] for one in endpoints if "query" in one.parameters}
        self._refs, self._schemas = schemas_of(list(wanted), queries)
        self._queries = {self._name(query, "validation") for query in queries}

    def build(self) -> Json:
        paths: dict[str, Json] = {}
        for operation in self._found:
            paths.setdefault(operation.path, {})[operation.method.lower()] = self._operation(operation)
        used = {tag for path in paths.values() for operation in path.values() for tag in operation["tags"]}
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Connextlive API",
                "version": VERSION,
                "summary": "REST API of Connextlive for tenants, agents and the chat widget",
                "description": DESCRIPTION,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": SERVER}],
            "security": [{"bearerAuth": []}],
            "tags": [{"name": name, "description": text} for name, text in TAGS.items() if name in used],
            "paths": paths,
            "components": {
                "schemas": self._components(),
                "responses": {ERRORS[status][0]: _error(status) for status in ERRORS},
                "parameters": {"IdempotencyKey": IDEMPOTENCY_KEY},
                "securitySchemes": SECURITY_SCHEMES,
            },
        }

    def _operation(self, operation: Operation) -> Json:
        described: Json = {
            "operationId": operation.id,
            "summary": operation.summary,
            "tags": [tag(operation)],
            "parameters": self._parameters(operation),
            **self._request_body(operation),
            "responses": {"200": self._answer(operation)} | _refusals(operation),
        }
        if deprecated := operation.endpoint.deprecated:
            told = {
                name: {"schema": {"type": "string"}, "example": value} for name, value in deprecated.headers.items()
            }
            described |= {"deprecated": True, "description": deprecated.words}
            described["responses"]["200"] |= {"headers": told}
        if operation.is_public:
            described["security"] = SECURITY.get(operation.id, [])
        return {name: value for name, value in described.items() if value or name == "security"}

    def _parameters(self, operation: Operation) -> list[Json]:
        found: list[Json] = []
        if "{id}" in operation.path:
            example = id_in(operation.path)
            found.append(
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": example}
            )
        endpoint = operation.endpoint
        if "query" in endpoint.parameters:
            shape = self._schemas[self._name(endpoint.parameters["query"], "validation")]
            found += [
                self._query_parameter(operation, name, schema, name in shape.get("required", []))
                for name, schema in shape["properties"].items()
            ]
        if endpoint.idempotent:
            found.append({"$ref": "#/components/parameters/IdempotencyKey"})
        return found

    def _query_parameter(self, operation: Operation, name: str, schema: Json, required: bool) -> Json:
        schema = _without_null(schema)
        parameter: Json = {"name": name, "in": "query", "required": required, "schema": schema}
        # What only one operation has is described in its query's schema.
        words = SEARCHES[operation.id] if name == "search" else schema.pop("description", None) or PARAMETERS[name]
        if choices := self._resolved(schema.get("items", {})).get("enum"):
            # Several enumerated values come in one parameter, separated by commas; free text may contain commas itself.
            parameter |= {"explode": False, "style": "form"}
            parameter["schema"] = {"type": "array", "items": {"type": "string", "enum": [*choices, "all"]}}
        elif schema.get("type") == "array":
            parameter |= {"explode": True, "style": "form"}
        return parameter | {"description": words}

    def _request_body(self, operation: Operation) -> Json:
        endpoint = operation.endpoint
        if "body" not in endpoint.parameters:
            return {}
        shape = endpoint.parameters["body"]
        content: Json = {
            "application/json": {"schema": self._refs[shape, "validation"], "example": BODIES[operation.id]}
        }
        if "files" in endpoint.parameters:
            content["multipart/form-data"] = {"schema": self._form(shape)}
        required = bool(self._schemas[self._name(shape, "validation")].get("required"))
        return {"requestBody": {"required": required, "content": content}}

    def _form(self, shape: type[BaseModel]) -> Json:
        """The body as a form: forms have no lists, but files."""
        fields = self._schemas[self._name(shape, "validation")]["properties"]
        simple = {name: field for name, field in fields.items() if self._resolved(field).get("type") != "array"}
        files = {
            "type": "array",
            "maxItems": 5,
            "items": {"type": "string", "format": "binary"},
            "description": "Up to 5 files of 10 MB: jpeg, png, webp, pdf, Office documents, zip",
        }
        return {"type": "object", "properties": simple | {"attachments": files}}

    def _answer(self, operation: Operation) -> Json:
        if operation.answers_with_a_file:
            media_type, kind = FILES_ANSWERED[operation.id]
            return {"description": operation.summary, "content": {media_type: {"schema": {"type": kind}}}}
        schema = self._refs[operation.endpoint.answer, "serialization"]
        words = self._schemas[self._name(operation.endpoint.answer, "serialization")]["description"]
        return {"description": words, "content": {"application/json": {"schema": schema}}}

    def _components(self) -> Json:
        schemas = {name: schema for name, schema in self._schemas.items() if name not in self._queries}
        return dict(sorted((schemas | {"Error": PROBLEM}).items()))

    def _name(self, shape: type[BaseModel], mode: JsonSchemaMode) -> str:
        return str(self._refs[shape, mode]["$ref"]).rpartition("/")[2]

    def _resolved(self, schema: Json) -> Json:
        return self._resolved(self._schemas[schema["$ref"].rpartition("/")[2]]) if "$ref" in schema else schema


def tag(operation: Operation) -> str:
    """The operation's heading in the API reference."""
    if operation.audience == "auth" and not operation.is_public:
        return "Account"
    if operation.audience not in ("tenant", "agent"):
        return TAGS_OF_AUDIENCES.get(operation.audience, "System")
    resource = operation.path.split("/")[3]
    return f"{operation.audience.capitalize()} — {TAGS_OF_RESOURCES.get(resource, resource.capitalize())}"


def _say_defaults(schema: Json) -> None:
    """Describes a body's defaults in words: generated clients treat a field with a default as always present."""
    for field in schema.get("properties", {}).values():
        if "default" in field:
            words = f"`{json.dumps(field.pop('default'), ensure_ascii=False)}` if left out"
            field["description"] = f"{field['description']}; {words}" if "description" in field else words


def _without_null(schema: Json) -> Json:
    """For an optional query parameter: a query cannot contain null."""
    options: list[Json] = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    if len(options) != 1:
        return schema
    return options[0] | {name: value for name, value in schema.items() if name != "anyOf"}


def _refusals(operation: Operation) -> Json:
    statuses = {405, 500, 503} | MORE_REFUSALS.get(operation.id, set())
    endpoint = operation.endpoint
    takes = endpoint.parameters
    if takes.keys() & {"body", "query"} or endpoint.idempotent:
        statuses.add(400)
    if not operation.is_public:
        statuses |= {401, 403}
    if "{id}" in operation.path:
        statuses.add(404)
    if "files" in takes:
        statuses.add(413)
    if endpoint.limit:
        statuses.add(429)
    return {str(status): {"$ref": f"#/components/responses/{ERRORS[status][0]}"} for status in sorted(statuses)}


def _error(status: int) -> Json:
    _, description, message, data = ERRORS[status]
    example = {"statusCode": status, "statusMessage": message, "data": data}
    schema = {"$ref": "#/components/schemas/Error"}
    answer: Json = {"description": description, "content": {"application/json": {"schema": schema, "example": example}}}
    if status in ERROR_HEADERS:
        answer["headers"] = {
            name: {"description": words, "schema": {"type": "string"}} for name, words in ERROR_HEADERS[status].items()
        }
    return answer


def document() -> Json:
    """The OpenAPI document."""
    return _Document(list(operations())).build()


def files() -> dict[str, str]:
    """The generated files by path. The document is compact, because a Lambda function reads it at every cold start."""
    return {
        "shared/connextlive/generated/openapi.json": json.dumps(document(), ensure_ascii=False, separators=(",", ":"))
        + "\n",
        "shared/connextlive/generated/docs.html": docs_page.build(),
    }
