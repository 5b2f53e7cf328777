"""Each `aws` command in the documents calls an operation that there is, with options that it has. The blocks of them
for operators, and about mail, are run by a shell as they stand, against moto: there, `aws` is a script that has this
process make the call."""

import json
import os
import re
import subprocess
import sys
import textwrap
from functools import cache
from itertools import zip_longest
from multiprocessing.connection import Listener
from pathlib import Path
from threading import Thread
from typing import Any

import botocore.session
import jmespath  # type: ignore[import-untyped]  # it has no types
import pytest
from botocore import xform_name
from moto.awslambda.responses import LambdaResponse
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.servicequotas.responses import ServiceQuotasResponse

from connextlive.aws import clients
from connextlive.table import orm
from tests.support.builders import RESOURCES
from tools import ROOT

OF_THE_CLI = {"output", "query"}
COMMAND = re.compile(r"(?<![=\w./-])aws ([a-z0-9-]+) ([a-z0-9-]+)(?= |$)")
WAIT = ("dynamodb", "wait")
# What moto does not have.
ABSENT = {
    ("lambda", "get-account-settings"): LambdaResponse,
    ("service-quotas", "request-service-quota-increase"): ServiceQuotasResponse,
}
KEY = {"pk": {"S": "ten_…#cnv_…"}, "sk": {"S": "conversation"}}  # of what is restored
DEPLOYED = {"Table": orm.TABLE, "Logs": "connextlive-logs", "SigningSecret": "signing-secret"}
SCRIPT = """#!{python}
import os, sys
from multiprocessing.connection import Client
with Client(os.environ["AWS_PLAYED"], authkey=b"aws") as test:
    test.send(sys.argv[1:])
    status, said = test.recv()
print(said)
sys.exit(status)
"""


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


@cache
def waiters(service: str) -> list[str]:
    return [*botocore.session.get_session().get_waiter_model(service).waiter_names]


@pytest.mark.parametrize(("service", "name", "rest"), commands(), ids=lambda part: str(part)[:30])
def test_a_command_is_one_of_aws(service: str, name: str, rest: str) -> None:
    if (service, name) == WAIT:
        assert rest.split()[0] in {xform_name(one, "-") for one in waiters(service)}
        return
    assert name in operations(service)
    members = operations(service)[name].input_shape.members if operations(service)[name].input_shape else {}
    known = {xform_name(member, "-") for member in members}
    # Texts in quotes may have options of other commands.
    given = set(re.findall(r" --([a-z-]+)", re.sub(r"\"[^\"]*\"|'[^']*'", "…", rest)))
    assert {option if option in known else option.removeprefix("no-") for option in given} <= known | OF_THE_CLI


def test_there_are_commands() -> None:
    assert {"cloudformation", "dynamodb", "logs", "iam", "lambda"} <= {service for service, _, _ in commands()}


# ── Blocks that are run ──────────────────────────────────────────────────────────────────────────────────────────────


def blocks() -> list[str]:
    text = "".join((ROOT / f"docs/{name}.md").read_text(encoding="utf-8") for name in ("operations", "mail"))
    found = re.findall(r"^( *)```sh\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in found if COMMAND.search(block)]


def value_of(shape: Any, given: str) -> Any:
    """An option's value as the command line reads it."""
    if given[:1] in ("{", "[") and shape.type_name in ("structure", "map", "list"):
        return json.loads(given)
    if shape.type_name == "list":
        return [dict(part.split("=", 1) for part in given.split(","))]
    return int(given) if shape.type_name in ("integer", "long") else given


def perform(service: str, name: str, *options: str) -> str:
    """What the command line prints."""
    if (service, name) == WAIT:
        waiter, option, value = options
        members = members_of(service, "describe-table")
        clients.client(service).get_waiter(waiter.replace("-", "_")).wait(**{members[option][0]: value})
        return ""
    members, asked, said = members_of(service, name), dict[str, Any](), dict[str, str]()
    given = iter(options)
    for option in given:
        if option.removeprefix("--") in OF_THE_CLI:
            said[option] = next(given)
        elif option not in members:
            asked[members[option.replace("--no-", "--")][0]] = False
        elif members[option][1].type_name == "boolean":
            asked[members[option][0]] = True
        else:
            asked[members[option][0]] = value_of(members[option][1], next(given))
    answer = answered(service, name, asked)
    found = jmespath.search(said["--query"], answer) if "--query" in said else answer
    return str(found) if said.get("--output") == "text" else json.dumps(found, default=str)


def members_of(service: str, name: str) -> dict[str, tuple[str, Any]]:
    """An operation's members by their options."""
    members = operations(service)[name].input_shape.members
    return {f"--{xform_name(member, '-')}": (member, shape) for member, shape in members.items()}


def answered(service: str, name: str, asked: dict[str, Any]) -> Any:
    if (service, name) in ABSENT:
        return {}
    if name == "describe-stack-resource":
        assert asked["LogicalResourceId"] in RESOURCES
        return {"StackResourceDetail": {"PhysicalResourceId": DEPLOYED[asked["LogicalResourceId"]]}}
    answer = getattr(clients.client(service), name.replace("-", "_"))(**asked)
    if name == "restore-table-to-point-in-time":  # because the table has lost something
        clients.client("dynamodb").delete_item(TableName=orm.TABLE, Key=KEY)
    return answer


class Player:
    """Makes the calls that the shell asks for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refused: list[str] = []

    def play(self, listener: Listener) -> None:
        """Until the shell has ended, which it says with an empty command."""
        while True:
            with listener.accept() as shell:
                command = shell.recv()
                if not command:
                    shell.send((0, ""))
                    return
                self.asked.append(" ".join(command[:2]))
                try:
                    shell.send((0, perform(*command)))
                except Exception as error:
                    self.refused.append(f"{command}: {error!r}")
                    shell.send((1, ""))


def test_the_blocks_of_the_operators_documents_work_one_after_the_other(
    cloud: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
    iam_backends[DEFAULT_ACCOUNT_ID]["aws"].reset()  # with AWS's own policies
    clients.client("ses").create_receipt_rule_set(RuleSetName="connextlive-replies")
    clients.client("logs").create_log_group(logGroupName=DEPLOYED["Logs"])
    clients.client("dynamodb").put_item(TableName=orm.TABLE, Item=KEY)
    script, player = tmp_path / "aws", Player()
    script.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
    script.chmod(0o755)
    with Listener(authkey=b"aws") as listener:
        thread = Thread(target=player.play, args=(listener,))
        thread.start()
        done = subprocess.run(  # noqa: S603  # the document's own
            ["bash", "-eu", "-c", "\n".join(("trap aws EXIT", *blocks()))],  # noqa: S607  # whichever there is
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "AWS_PLAYED": str(listener.address)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        thread.join(10)
    assert (player.refused, done.returncode, done.stderr) == ([], 0, "")
    assert sorted(player.asked) == sorted(" ".join(found) for block in blocks() for found in COMMAND.findall(block))
    assert clients.client("dynamodb").get_item(TableName=orm.TABLE, Key=KEY)["Item"] == KEY


@pytest.mark.parametrize(("service", "name"), ABSENT)
def test_what_moto_lacks_it_still_lacks(service: str, name: str) -> None:
    assert not hasattr(ABSENT[service, name], name.replace("-", "_"))
