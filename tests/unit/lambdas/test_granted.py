"""What handlers do in unit tests is held against the template's policies."""

import os

import pytest

from connextlive import counters
from connextlive.aws import clients
from connextlive.core.together import together
from connextlive.identity import user
from connextlive.table import items, orm
from local.config import ACCOUNT
from tests.support.builders import a_tenant, a_visitor, an_agent, call
from tests.support.granted import acting_as, as_somebody_else, refused
from tests.unit.conftest import pytest_runtest_call


def not_granted(function: str, *calls: str) -> str:
    return "\n".join(f"{function} calls {one}, which its policy does not grant" for one in calls)


def test_a_test_fails_when_a_function_does_what_its_policy_does_not_grant(cloud: None) -> None:
    owner = a_tenant()
    # GIVEN a test in which a function does something for which it has no permission, as `health` has none at all
    around = pytest_runtest_call()
    next(around)
    with acting_as("health"):
        user.load(owner.tenant_id, owner.id)
    # WHEN the test ends, THEN it fails
    with pytest.raises(pytest.fail.Exception, match=f"^{not_granted('health', 'dynamodb:GetItem on Table')}$"):
        next(around)


def test_every_action_is_looked_up_on_its_resource(cloud: None) -> None:
    # GIVEN a call of each kind
    queue = clients.client("sqs").create_queue(QueueName="OnReportDueQueue")["QueueUrl"]
    with acting_as("health"):
        items.query("a#partition", index="by_state", limit=1, consistent=False)
        items.raw_items([("a", "b"), ("a", "c")])
        with orm.transaction() as write:
            write.save(user.new("ten_A", "anna@example.com", "Anna", "AGENT", "no-hash")[0])
            counters.team_changes("ten_A", write)
        clients.call("secretsmanager", "GetSecretValue", {"SecretId": os.environ["SIGNING_SECRET_ARN"]})
        clients.call("sqs", "SendMessage", {"QueueUrl": queue, "MessageBody": "Hello"})
    # THEN each is named, by what it needs permission for
    here = f"{clients.region()}:{ACCOUNT}"
    assert refused() == not_granted(
        "health",
        "dynamodb:Query on Table/index/by_state",
        "dynamodb:BatchGetItem on Table",
        "dynamodb:PutItem on Table",
        "dynamodb:UpdateItem on Table",
        f"secretsmanager:GetSecretValue on arn:aws:secretsmanager:{here}:secret:signing-secret-000000",
        f"sqs:SendMessage on arn:aws:sqs:{here}:OnReportDueQueue",
    )


def test_what_works_for_a_function_in_other_threads_is_held_against_it(cloud: None) -> None:
    owner = a_tenant()
    with acting_as("health"):
        together(lambda: None, lambda: user.load(owner.tenant_id, owner.id))
    assert refused() == not_granted("health", "dynamodb:GetItem on Table")


def test_what_somebody_else_does_in_the_middle_of_a_handler_is_not(cloud: None) -> None:
    owner = a_tenant()
    vera = a_visitor(owner)
    with acting_as("health"):
        with as_somebody_else():
            an_agent(owner)
        assert call("tenant_visitors_update", owner, {"userName": "Vera V."}, id=vera.id)[0] == 200
    assert refused() == ""
