"""`python -m tools.permissions FOLDER`: what the template grants and no API test used.

FOLDER has the reports of the stacks that the tests ran on (`PERMISSIONS_USED` of `make test`). Fails if a permission is
neither used nor explained here, or if something was refused.
"""

import json
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from local.cloudformation.grants import grants
from local.cloudformation.template import Template
from local.permissions.policy import as_list
from tools import OPTIONAL, ROOT


class Grant(NamedTuple):
    """One action on one resource that a function may do."""

    function: str
    action: str
    resource: str


# Why permissions are needed that the API tests need not use: the functions, by their name or what their code says, and
# what they may do.
EXPLAINED = [
    (
        "a repeated request has its record read, unsealed and updated; one that fails has it deleted",
        r"idempotent=",
        r"dynamodb:(Get|Put|Update|Delete)Item Table|secretsmanager:GetSecretValue",
    ),
    (
        "a limit writes when much of it is used, which tests' generous ones never are; of API tokens, any request may",
        r"limit=|caller: Caller|limits\.",
        r"dynamodb:(Get|Update)Item Table",
    ),
    (
        "a workspace without settings gets the defaults when they are first read",
        r'"GET"|report_schedule.changed|ReportScheduleChanged',
        r"dynamodb:PutItem Table",
    ),
    (
        "a key that is not its site's may be that of the application's own page, which is derived",
        r"^WidgetConfigurationGetFunction",
        r"secretsmanager:GetSecretValue",
    ),
    ("one item is read by itself, several in a batch", r"", r"dynamodb:(Batch)?GetItem Table"),
    (
        "a picture that was uploaded is validated and copied when its user is first shown",
        r"^TenantAgents(Get|List)Function|^AgentProfileUpdateFunction",
        r"s3:(Delete|Put)Object Bucket.Arn/\*/avatar|dynamodb:UpdateItem",
    ),
    (
        "a picture of before these had a fixed place goes when another arrives, and tests' pictures have one",
        r"^TenantAgents(Get|List)Function|^AgentProfile(Get|Update)Function",
        r"s3:DeleteObject Bucket.Arn/\*/usr_\*/att_\*",
    ),
    ("links to files are signed in the function's name, and not all are followed", r"", r"s3:GetObject Bucket"),
    ("a file that is not there is a 404, not a 403", r"", r"s3:ListBucket Bucket"),
    (
        "a mail that SES refuses gives up its claim",
        r"^On\w+(Mail|Invited|Ready|Export)Function",
        r"dynamodb:DeleteItem",
    ),
    ("what is not deleted within 2 s is left to the next step", r"^On\w+DeletedFunction", r"sqs:SendMessage"),
    (
        "what waits for minutes for a reply, or for an agent who is away, is handed over, which no test waits for",
        r"^OnEventRoutingFunction",
        r"dynamodb:(Query|DeleteItem|UpdateItem|ConditionCheckItem)|sqs:SendMessage",
    ),
    (
        "no test waits for a target to be missed, or for hours of quiet until a conversation is resolved",
        r"^OnTimersDueFunction",
        r"dynamodb:(ConditionCheck|Update)Item",
    ),
    ("what is not exported within a while is left to the next step", r"^OnEventExportFunction", r"sqs:SendMessage"),
    (
        "an export that is replaced while it is made, or whose visitor is deleted meanwhile, leaves no file",
        r"^OnEventExportFunction",
        r"s3:DeleteObject",
    ),
    (
        "nothing of the tests' is older than a workspace keeps it",
        r"^OnUpkeepDueFunction",
        r"dynamodb:(ConditionCheck|Delete|Put|Update)Item|s3:",
    ),
    (
        "no test waits for the midnight after which what a daily budget has paused is handed out again",
        r"^OnUpkeepDueFunction",
        r"sqs:",
    ),
    (
        "canned replies have files as messages do, and the role of whoever sends these",
        r"^(Agent|Tenant)CannedReplies(Create|Update|Use)Function",
        r"dynamodb:(BatchGet|ConditionCheck|Delete)Item|dynamodb:Query|s3:PutObject|secretsmanager:GetSecretValue",
    ),
    (
        "who lost access at this moment is refused, and the connection, stored before they were looked at, deleted",
        r"^WsConnectFunction",
        r"dynamodb:BatchWriteItem",
    ),
    (
        "the connection of somebody who lost access without anybody noticing ends with their next frame",
        r"^WsDefaultFunction",
        r"dynamodb:BatchWriteItem|execute-api:ManageConnections .*/DELETE/",
    ),
    (
        "a connection that frames do not reach any more is closed, and those of tests are reached",
        r"^WsDisconnectFunction",
        r"execute-api:ManageConnections .*/DELETE/",
    ),
    (
        "a visitor whose presence lapsed while they were connected is back with their next frame",
        r"^WsDefaultFunction",
        r"dynamodb:(ConditionCheck|Put)Item",
    ),
    (
        "an address with which somebody has signed up is taken over, if they had to confirm it and did not; the local "
        "stack confirms none",
        r"^Auth(AcceptInvite|SignInComplete)Function",
        r"dynamodb:ConditionCheckItem",
    ),
    (
        "the live page has the role of lists of conversations, which may be the workspace's or of one agent",
        r"^(Agent|Tenant)LiveGetFunction",
        r"dynamodb:Query Table.Arn/index/by_(owner_and_)?state$",
    ),
    (
        "visitors of tests have too few conversations to be moved one by one, and undoing has the role of merging",
        r"^TenantVisitors(Merge|Unmerge)Function",
        r"dynamodb:(ConditionCheck|Delete)Item",
    ),
    (
        "a table of an earlier version has its former indexes until it is migrated",
        r"",
        r"dynamodb:Query Table.Arn/index/(all|by_owner)$",
    ),
    (
        "who has a second factor is asked for its code, and a right password ends the count of wrong ones",
        r"^Tenant(OwnershipAccept|OwnershipOffer|WorkspaceDelete)Function",
        r"dynamodb:DeleteItem|secretsmanager:GetSecretValue",
    ),
    (
        "a team that is too large to be told of a deletion at once is told the rest later",
        r"^OnEventAccountMailFunction",
        r"sqs:SendMessage",
    ),
    (
        "the local stack analyzes with Analyser=embedded",
        r"^On(ConversationResolved|EventAssistance)Function|^(Agent|Tenant)ConversationsSummarizeFunction",
        r"bedrock:|secretsmanager:",
    ),
    ("a mail over a limit waits, and the tests' limits are generous", r"^OnMailReceivedFunction", r"sqs:SendMessage"),
    (
        "Secrets Manager and CloudFormation invoke it, not the API",
        r"^On(SigningSecretRotation|StackChange)Function",
        r"",
    ),
]


def explanation(grant: Grant, code: str) -> str | None:
    what = f"{grant.action} {grant.resource}"
    return next(
        (
            why
            for why, function, action in EXPLAINED
            if (re.match(function, grant.function) or (not function.startswith("^") and re.search(function, code)))
            and re.match(action, what)
        ),
        None,
    )


def granted(template: Template) -> dict[tuple[str, str, int, int], Grant]:
    """By function, action, line of the statement, and place of the resource in it."""
    found = {}
    for function, given in grants(template, template.resolver({})).items():
        for statement in given["statements"]:
            for action in as_list(statement["document"]["Action"]):
                for place, resource in enumerate(as_list(statement["document"]["Resource"])):
                    found[function, action, statement["line"], place] = Grant(function, action, resource)
    return found


@cache
def _template() -> Template:
    return Template(ROOT / "template.yaml", OPTIONAL)


def main(folder: Path) -> int:
    template = _template()
    reports = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    grants_ = granted(template)
    used = {tuple(one[:4]) for report in reports for one in report["used"]}
    unused = {grant: key[2] for key, grant in grants_.items() if key not in used}
    refused = Counter[tuple[str, ...]]()
    for report in reports:
        for *what, times in report["refused"]:
            refused[tuple(what)] += times
    codes = {one.name: (one.folder / "app.py").read_text() for one in template.functions(template.resolver({}))}
    reasons = {one: explanation(one, codes[one.function]) for one in sorted(unused)}
    problems = [f"template.yaml:{unused[one]}: unused: {' '.join(one)}" for one, why in reasons.items() if why is None]
    problems += [f"refused {times} times: {' '.join(what)}" for what, times in sorted(refused.items())]
    for problem in problems:
        print(problem)
    for why, number in Counter(why for why in reasons.values() if why).most_common():
        print(f"{number} unused: {why}")
    print(f"{len(grants_)} permissions, {len(grants_) - len(unused)} used in {len(reports)} stacks")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
