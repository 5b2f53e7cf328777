"""What the template grants and nothing used is told, unless it is explained; so is what was refused."""

import json
from pathlib import Path

import pytest

from local.cloudformation.template import Template
from tools import OPTIONAL, ROOT
from tools.permissions import Grant, explanation, granted, main

type Key = tuple[str, str, int, int]


@pytest.fixture(scope="module")
def grants() -> dict[Key, Grant]:
    return granted(Template(ROOT / "template.yaml", OPTIONAL))


def report(folder: Path, used: list[Key], refused: list[tuple[str, str, str, int]] | None = None) -> None:
    content = {"used": [[*key, 1] for key in used], "refused": refused or []}
    (folder / f"{len(list(folder.iterdir()))}.json").write_text(json.dumps(content))


def key_of(grants: dict[Key, Grant], grant: Grant) -> Key:
    return next(key for key, one in grants.items() if one == grant)


def test_all_is_well_if_every_permission_was_used_in_some_stack(
    grants: dict[Key, Grant], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = list(grants)
    report(tmp_path, keys[:100])
    report(tmp_path, keys[50:])
    assert main(tmp_path) == 0
    assert capsys.readouterr().out == f"{len(keys)} permissions, {len(keys)} used in 2 stacks\n"


def test_an_unused_permission_is_told_with_its_line(
    grants: dict[Key, Grant], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grant = Grant("OnTableChangeProjectFunction", "events:PutEvents", "Bus.Arn")
    key = key_of(grants, grant)
    report(tmp_path, [one for one in grants if one != key])
    assert main(tmp_path) == 1
    assert f"template.yaml:{key[2]}: unused: {' '.join(grant)}\n" in capsys.readouterr().out


def test_what_is_explained_is_counted(
    grants: dict[Key, Grant], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = key_of(grants, Grant("AgentMessagesSendFunction", "secretsmanager:GetSecretValue", "SigningSecret"))
    report(tmp_path, [one for one in grants if one != key])
    assert main(tmp_path) == 0
    assert capsys.readouterr().out.startswith("1 unused: a repeated request has its record read")


def test_what_was_refused_is_told(grants: dict[Key, Grant], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, list(grants), [("HealthFunction", "dynamodb:Scan", "table", 2)])
    report(tmp_path, [], [("HealthFunction", "dynamodb:Scan", "table", 1)])
    assert main(tmp_path) == 1
    assert "refused 3 times: HealthFunction dynamodb:Scan table\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("grant", "code", "is_explained"),
    [
        (Grant("AFunction", "dynamodb:DeleteItem", "Table.Arn"), "@endpoint(..., idempotent=True)", True),
        (Grant("AFunction", "dynamodb:DeleteItem", "Table.Arn"), "@endpoint(...)", False),
        (Grant("AFunction", "dynamodb:Query", "Table.Arn"), "@endpoint(..., idempotent=True)", False),
        (Grant("AFunction", "sqs:SendMessage", "Queue.Arn"), "", False),
        (Grant("OnVisitorDeletedFunction", "sqs:SendMessage", "Queue.Arn"), "", True),
        (Grant("AnOnVisitorDeletedFunction", "sqs:SendMessage", "Queue.Arn"), "", False),
    ],
)
def test_an_explanation_is_of_these_functions_and_permissions_only(grant: Grant, code: str, is_explained: bool) -> None:
    assert (explanation(grant, code) is not None) is is_explained
