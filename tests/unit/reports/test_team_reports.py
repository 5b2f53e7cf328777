"""A lead's report: of the people whose conversations they see, and of nobody else."""

from dataclasses import dataclass

import pytest

from connextlive.chat import canned_reply, conversation, message
from connextlive.chat.message import Draft
from connextlive.core.caller import Caller
from connextlive.core.ids import new_id
from connextlive.identity import label, positions, teams, user, user_presence
from tests.support.builders import Changes, Json, a_conversation, a_tenant, an_agent, an_error, call, project


@dataclass
class Company:
    """Lea leads Anna; Bob is in no team; one conversation of each, and one that nobody has."""

    owner: Caller
    lea: Caller
    anna: Caller
    bob: Caller

    def report(self, by: Caller, **query: str) -> Json:
        status, answer = call("agent_reports_get", by, query=query)
        assert status == 200, answer
        report: Json = answer["report"]
        return report


def a_lead(owner: Caller, name: str, access: str | None = None) -> Caller:
    """A lead, as the authorizer describes them."""
    made = an_agent(owner, name)
    changes = {"position": "LEAD"} | ({"conversation_access": access} if access else {})
    positions.update(owner, made.id, changes)
    return user_presence.placed(made, user.load(made.tenant_id, made.id).values)


@pytest.fixture
def company(changes: Changes) -> Company:
    owner = a_tenant()
    made = Company(owner, a_lead(owner, "Lea"), an_agent(owner, "Anna"), an_agent(owner, "Bob"))
    teams.create(owner.tenant_id, "Sales", [made.lea.id, made.anna.id])
    for agent, texts in ((made.lea, 1), (made.anna, 2), (made.bob, 3)):
        conversation_id = a_conversation(owner, "ACTIVE", agent)
        for number in range(texts):
            message.send_as_agent(owner.tenant_id, conversation_id, agent.id, Draft(f"Answer {number}"))
    a_conversation(owner, "WAITING")
    project(changes.new())
    return made


def people(report: Json) -> dict[str, int]:
    return {one["name"]: one["agentMessages"] for one in report["figures"]["agents"]}


def test_a_lead_sees_the_figures_of_their_teams(company: Company) -> None:
    report = company.report(company.lea)
    assert people(report) == {"Lea": 1, "Anna": 2}
    assert report["figures"]["agentMessages"] == 3
    assert (report["period"], report["agentId"], report["siteId"]) == ("week", None, None)
    assert sum(site["agentMessages"] for site in report["figures"]["sites"]) == 3
    assert report["figures"]["volume"]["byDay"][-1]["agentMessages"] in (0, 3)


def test_a_lead_who_sees_all_conversations_sees_all_figures(company: Company) -> None:
    report = company.report(a_lead(company.owner, "Leo", access="ALL"))
    assert people(report) == {"Lea": 1, "Anna": 2, "Bob": 3}
    assert report["figures"]["agentMessages"] == 6


def test_who_is_in_no_team_sees_their_own_figures(company: Company) -> None:
    assert people(company.report(a_lead(company.owner, "Lou"))) == {}


def test_a_report_of_one_of_them_and_of_nobody_else(company: Company) -> None:
    of_anna = company.report(company.lea, agentId=company.anna.id)
    assert (people(of_anna), of_anna["agentId"]) == ({"Anna": 2}, company.anna.id)
    not_found = an_error(404, "Agent not found")
    for other in (company.bob.id, "usr_01HX5ZZKBKACTAV9WEVGEMMVRZ", "unassigned"):
        assert call("agent_reports_get", company.lea, query={"agentId": other}) == not_found


def test_unread_messages_are_those_of_the_team(company: Company) -> None:
    everything = company.report(a_lead(company.owner, "Leo", access="ALL"))["figures"]["unread"]
    theirs = company.report(company.lea)["figures"]["unread"]
    alone = [company.report(company.lea, agentId=one.id)["figures"]["unread"] for one in (company.lea, company.anna)]
    assert theirs == sum(alone) < everything


def test_a_lead_sees_each_of_their_teams_and_may_ask_for_one(company: Company) -> None:
    (sales,) = teams.all_of(company.owner.tenant_id)
    support = teams.create(company.owner.tenant_id, "Support", [company.lea.id, company.bob.id])
    others = teams.create(company.owner.tenant_id, "Others", [company.bob.id])
    report = company.report(company.lea)
    of_teams = {team["name"]: team["agentMessages"] for team in report["figures"]["teams"]}
    assert (of_teams, report["teamId"]) == ({"Sales": 3, "Support": 4}, None)
    of_sales = company.report(company.lea, teamId=sales["id"])
    assert (people(of_sales), of_sales["teamId"]) == ({"Lea": 1, "Anna": 2}, sales["id"])
    assert people(company.report(company.lea, teamId=support["id"], agentId=company.bob.id)) == {"Bob": 3}
    no_agent = an_error(404, "Agent not found")
    assert call("agent_reports_get", company.lea, query={"teamId": sales["id"], "agentId": company.bob.id}) == no_agent
    for other in (others["id"], new_id("team")):
        not_found = an_error(404, "Team not found")
        assert call("agent_reports_get", company.lea, query={"teamId": other}) == not_found
    leo = a_lead(company.owner, "Leo", access="ALL")
    assert people(company.report(leo, teamId=others["id"])) == {"Bob": 3}


def test_labels_and_canned_replies_are_those_of_the_people_whom_a_lead_sees(company: Company, changes: Changes) -> None:
    tenant_id = company.owner.tenant_id
    shared = canned_reply.create(tenant_id, None, "hello", "Hello", {})
    vip = label.create(tenant_id, "VIP", "blue")["id"]
    for agent in (company.anna, company.bob, company.bob):
        assert call("agent_canned_replies_use", agent, id=shared.id)[0] == 200
        labeled = a_conversation(company.owner, "ACTIVE", agent)
        assert call("tenant_labels_set", company.owner, {"labels": [vip]}, id=labeled)[0] == 200
        conversation.set_status(tenant_id, labeled, "CLOSED", by=company.owner.id)
    project(changes.new())

    def found(by: Caller) -> tuple[list[Json], list[int]]:
        figures = company.report(by)["figures"]
        return figures["cannedReplies"], [one["closed"] for one in figures["labels"]]

    assert found(company.lea) == ([{"shortcode": "hello", "count": 1}], [1])
    assert found(a_lead(company.owner, "Leo", access="ALL")) == ([{"shortcode": "hello", "count": 3}], [3])


def test_whom_a_lead_sees_changes_with_the_team(company: Company) -> None:
    (team,) = teams.all_of(company.owner.tenant_id)
    teams.update(company.owner.tenant_id, team["id"], {"member_ids": [company.lea.id, company.bob.id]})
    assert people(company.report(company.lea)) == {"Lea": 1, "Bob": 3}


def test_agents_see_no_reports(company: Company) -> None:
    refused = an_error(403, "Only leads see reports", {"code": "LEADS_ONLY"})
    assert call("agent_reports_get", company.anna) == refused
