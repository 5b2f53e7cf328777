"""What the template grants each function, for the guard in front of ministack."""

from typing import Any

from local.cloudformation.intrinsics import Resolver
from local.cloudformation.template import Template
from local.permissions.policy import Statement, as_list


def grants(template: Template, resolver: Resolver) -> dict[str, Any]:
    """By function, with lines of the template, as `Permissions.replace` takes them. What AWS adds by itself (logs,
    traces, polling a queue) no function asks for here. Raises StartupError for what is not evaluated here."""
    granted = {}
    functions = template.resources_of("AWS::Serverless::Function")
    of_roles = {f"{name}Role.Arn": one.get("Properties", {}).get("Policies") for name, one in functions.items()}
    for name, resource in functions.items():
        properties = resource.get("Properties", {})
        role = properties.get("Role", {"Fn::GetAtt": f"{name}Role.Arn"})
        shared = str(role["Fn::GetAtt"]) if isinstance(role, dict) else ""
        if shared not in of_roles or of_roles[shared] != properties.get("Policies"):
            raise template.error(name, "a role is evaluated locally only if it is a function's with the same Policies")
        statements = []
        for place, policy in enumerate(as_list(resolver.resolve(properties.get("Policies")))):
            if not isinstance(policy, dict) or "Statement" not in policy:
                raise template.error(name, f"{policy!r:.60} is not evaluated locally, only a policy with a Statement")
            for number, document in enumerate(as_list(policy["Statement"])):
                line = template.line(name, "Properties", "Policies", place, "Statement", number)
                try:
                    Statement.of(document)
                except ValueError as error:
                    raise template.error(name, f"line {line}: {error}") from error
                statements.append({"document": document, "line": line})
        granted[name] = {"line": template.line(name, "Properties", "Policies"), "statements": statements}
    return granted
