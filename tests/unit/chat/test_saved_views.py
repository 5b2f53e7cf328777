"""An agent's own views end with the agent."""

from typing import TYPE_CHECKING

from connextlive.chat import saved_view
from connextlive.chat.saved_view import Place
from connextlive.events.domain import Change
from connextlive.identity import user
from connextlive.push import departures
from tests.support.builders import a_tenant, an_agent, call, wrong

if TYPE_CHECKING:
    from connextlive.chat.saved_view import Filters

ALL: "Filters" = {"status": ["ACTIVE"], "agent_id": None, "labels": [], "search": ""}


def test_a_removed_agents_own_views_are_deleted(cloud: None) -> None:
    owner = a_tenant()
    jane, bob = an_agent(owner), an_agent(owner)
    for place in (Place.of(owner, True), Place.of(jane, False), Place.of(bob, False)):
        saved_view.create(place, "View", ALL)
    gone = user.load(owner.tenant_id, jane.id).values
    user.remove_agent(owner.tenant_id, jane.id)
    departures.settle(
        [Change("1", "2026-01-31T09:30:00.123Z", f"{owner.tenant_id}#team", {**gone, "kind": "user"}, None)]
    )
    assert [view["is_shared"] for view in saved_view.all_of(jane)] == [True]
    assert [view["is_shared"] for view in saved_view.all_of(bob)] == [True, False]


def test_views_that_would_not_fit_into_one_item_are_refused(cloud: None) -> None:
    owner = a_tenant()
    labels = [f"{number}{'🙂' * 45}" for number in range(50)]
    body = {"name": "View", "filters": {"status": ["ACTIVE"], "labels": labels}}
    answers = [call("tenant_views_create", owner, body) for _ in range(saved_view.MANY)]
    made = [status for status, _ in answers].count(200)
    assert 30 < made < saved_view.MANY
    assert answers[made:] == [wrong(filters="Too large")] * (saved_view.MANY - made)
