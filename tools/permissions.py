"""`python -m tools.permissions FOLDER`: what the template grants and no API test used.

FOLDER has the reports of the stacks that the tests ran on (`PERMISSIONS_USED` of `make test`). Fails if a permission is
neither used nor explained here, if an explanation is no longer needed, or if something was refused.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from local.cloudformation.grants import grants
from local.cloudformation.template import Template
from local.permissions.policy import as_list
from tools import ROOT


class Grant(NamedTuple):
    """One action on one resource that a function may do."""

    function: str
    action: str
    resource: str


# Why a permission is needed that the API tests do not use.
EXPLAINED: dict[Grant, str] = {}


def granted(template: Template) -> dict[tuple[str, str, int, int], Grant]:
    """By function, action, line of the statement, and place of the resource in it."""
    found = {}
    for function, given in grants(template, template.resolver({})).items():
        for statement in given["statements"]:
            for action in as_list(statement["document"]["Action"]):
                for place, resource in enumerate(as_list(statement["document"]["Resource"])):
                    found[function, action, statement["line"], place] = Grant(function, action, resource)
    return found


def main(folder: Path) -> int:
    template = Template(ROOT / "template.yaml", {})
    reports = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    grants_ = granted(template)
    used = {tuple(one[:4]) for report in reports for one in report["used"]}
    unused = {grant: key[2] for key, grant in grants_.items() if key not in used}
    refused = Counter[tuple[str, ...]]()
    for report in reports:
        for *what, times in report["refused"]:
            refused[tuple(what)] += times
    unexplained, needless = sorted(unused.keys() - EXPLAINED.keys()), sorted(EXPLAINED.keys() - unused.keys())
    problems = [f"template.yaml:{unused[one]}: unused: {' '.join(one)}" for one in unexplained]
    problems += [f"used, no longer to be explained: {' '.join(one)}" for one in needless]
    problems += [f"refused {times} times: {' '.join(what)}" for what, times in sorted(refused.items())]
    for problem in problems:
        print(problem)
    for one in sorted(EXPLAINED.keys() & unused.keys()):
        print(f"unused, {EXPLAINED[one]}: {' '.join(one)}")
    print(f"{len(grants_)} permissions, {len(grants_) - len(unused)} used in {len(reports)} stacks")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
