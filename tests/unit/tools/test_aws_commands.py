"""Each `aws` command in the documents calls an operation that there is, with options that it has, and none that it
needs is missing. There is no AWS to run them against."""

import re
from functools import cache
from itertools import zip_longest
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from tools import ROOT

OF_THE_CLI = {"output", "query"}
COMMAND = re.compile(r"(?<![=\w./-])aws ([a-z0-9-]+) ([a-z0-9-]+)(?= |$)")


def commands() -> list[tuple[str, str, str]]:
    """The service, the operation, and the rest, up to the next command or the end of the block."""
    found = []
    for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8").replace("\\\n", " "))
        matches = list(COMMAND.finditer(text))
        for match, following in zip_longest(matches, matches[1:]):
            rest = text[match.end() : following.start() if following else None].partition("`")[0]
            found.append((match[1], match[2], rest))
    return found


@cache
def operations(service: str) -> dict[str, Any]:
    """The service's operations as the command line spells them."""
    session = botocore.session.get_session()
    model = session.get_service_model(service)
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


@pytest.mark.parametrize(("service", "name", "rest"), commands(), ids=lambda part: str(part)[:30])
def test_a_command_is_one_of_aws(service: str, name: str, rest: str) -> None:
    assert name in operations(service)
    members = operations(service)[name].input_shape.members if operations(service)[name].input_shape else {}
    known = {xform_name(member, "-") for member in members}
    # Texts in quotes may have options of other commands.
    given = set(re.findall(r" --([a-z-]+)", re.sub(r"\"[^\"]*\"|'[^']*'", "…", rest)))
    assert {option if option in known else option.removeprefix("no-") for option in given} <= known | OF_THE_CLI


def test_there_are_commands() -> None:
    assert {"cloudformation", "dynamodb", "logs", "iam", "lambda"} <= {service for service, _, _ in commands()}
