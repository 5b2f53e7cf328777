"""Generates the REST API's definition from the endpoints: the paths of `Api` in `template.yaml`.

A route in the definition invokes its function with the API's own role. As SAM events, each would add an
`AWS::Lambda::Permission`, and CloudFormation allows 500 resources. The gateway itself responds with 405 to unsupported
methods and 404 to unknown paths.
"""

import json

from tools.generate.operations import METHODS, Operation, functions, operations

_INVOKE = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s.Arn}/invocations"
# Mock integrations respond only to media types with a template; any other gets a 415.
_MEDIA_TYPES = (
    "application/json",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)


def methods() -> dict[str, list[str]]:
    """The methods of every path, in the order of `Allow`."""
    found: dict[str, set[str]] = {}
    for operation in operations():
        found.setdefault(operation.path, set()).add(operation.method)
    return {path: sorted(of_path, key=METHODS.index) for path, of_path in found.items()}


def paths() -> str:
    """The definition's paths as YAML."""
    resources = {function.folder.name: function.name for function in functions()}
    found: dict[str, list[Operation]] = {}
    for operation in operations():
        found.setdefault(operation.path, []).append(operation)
    allowed = methods()
    lines: list[str] = []
    for path, of_path in found.items():
        lines.append(f"{path}:")
        lines += (f"  {_integration(operation, resources[operation.function])}" for operation in of_path)
        lines.append(f"  {_refusal(405, 'Method Not Allowed', [*allowed[path], 'OPTIONS'])}")
    lines += ["/{proxy+}:", f"  {_refusal(404, 'Not Found', None)}"]
    return "".join(f"{line}\n" for line in ["        paths:", *(f"          {line}" for line in lines)])


def _integration(operation: Operation, resource: str) -> str:
    security = "security: [{NONE: []}], " if operation.is_public else ""
    uri = f'!Sub "{_INVOKE % resource}"'
    call = f"{{type: aws_proxy, httpMethod: POST, credentials: !GetAtt ApiRole.Arn, uri: {uri}}}"
    return f"{operation.method.lower()}: {{{security}x-amazon-apigateway-integration: {call}}}"


def _refusal(status: int, message: str, allow: list[str] | None) -> str:
    headers = {"Access-Control-Allow-Origin": "!Sub \"'${AllowedOrigin}'\"", "Cache-Control": "\"'no-store'\""}
    if allow:
        headers["Access-Control-Expose-Headers"] = "\"'Allow, Retry-After'\""
        headers["Allow"] = f"\"'{', '.join(allow)}'\""
    declared = ", ".join(f"{name}: {{type: string}}" for name in headers)
    values = ", ".join(f"method.response.header.{name}: {value}" for name, value in headers.items())
    body = json.dumps({"statusCode": status, "statusMessage": message, "data": None})
    requests = ", ".join(f"{kind}: '{{\"statusCode\": {status}}}'" for kind in _MEDIA_TYPES)
    integration = (
        "type: mock, passthroughBehavior: never, contentHandling: CONVERT_TO_TEXT"
        f', requestTemplates: {{{requests}}}, responses: {{default: {{statusCode: "{status}"'
        f", responseParameters: {{{values}}}, responseTemplates: {{application/json: '{body}'}}}}}}"
    )
    return (
        f'x-amazon-apigateway-any-method: {{security: [{{NONE: []}}], responses: {{"{status}": {{description: {message}'
        f", headers: {{{declared}}}}}}}, x-amazon-apigateway-integration: {{{integration}}}}}"
    )
