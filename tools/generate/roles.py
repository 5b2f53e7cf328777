"""Lets functions with the same policies share a role: that of the first of them. Each would have one of its own
otherwise, and CloudFormation allows 500 resources. Of a function with a `Role`, SAM ignores `Policies`; they stay,
because they say what it may do, and are what it is held to locally."""

import json
import re
from itertools import groupby
from typing import Any

from local.cloudformation.template import Template
from tools import ROOT

# With these, SAM grants a role more than `Policies`, or does not always make it.
OF_THEIR_OWN = {"Condition", "Events", "DeadLetterQueue", "VpcConfig"}
LINE = "      Role: !GetAtt {}Role.Arn  # made by `make generate`: its policies are the same\n"
ANY_LINE = re.compile(re.escape(LINE).replace(re.escape("{}"), r"\w+"))


def shared(text: str) -> str:
    """The template with a `Role` for each function that shares another's."""
    text = ANY_LINE.sub("", text)
    functions = Template(ROOT / "template.yaml", {}).resources_of("AWS::Serverless::Function")
    alike = {name: _policies(one) for name, one in functions.items() if not OF_THEIR_OWN & {*one, *one["Properties"]}}
    in_groups = sorted(alike, key=alike.__getitem__)  # stable, so the first of a group is the template's first
    for _, (first, *others) in groupby(in_groups, key=alike.__getitem__):
        for name in others:
            head = f"\n  {name}:\n    Type: AWS::Serverless::Function\n    Properties:\n"
            assert head in text, f"{name} begins otherwise than functions do"
            text = text.replace(head, head + LINE.format(first))
    return text


def _policies(function: dict[str, Any]) -> str:
    return json.dumps(function["Properties"].get("Policies"), sort_keys=True)
