"""Forms and attributes over HTTP: what a visitor answers is what the team is told, and can change."""

from tests.api.client import Json, Tenant

ATTRIBUTES: Json = {"plan": {"type": "LIST", "options": ["Free", "Pro"]}, "orderNumber": {"of": "CONVERSATION"}}
ORDER: Json = {"field": "attribute", "key": "orderNumber"}
FORMS: Json = {
    "preChat": {"enabled": True, "fields": [{"field": "userName"}, {"field": "userEmail", "isRequired": True}, ORDER]},
    "offline": {"enabled": True, "when": "unavailable"},
    "consent": {"text": "I agree."},
}


def test_what_a_visitor_answers_is_what_the_team_is_told_and_changes(tenant: Tenant) -> None:
    settings = {"attributes": ATTRIBUTES, "forms": FORMS}
    assert tenant.put("/api/tenant/workspace", {"settings": settings}).ok()["workspace"]["settings"].items() >= (
        settings.items()
    )
    visitor = tenant.visitor()
    assert visitor.session["form"]["kind"] in {"OFFLINE", "PRE_CHAT"}  # whether somebody else's console is open
    visitor.sends().error(400, "Please fill in the form first", data={"code": "FORM_REQUIRED"})
    form = {"userName": "Vera", "userEmail": "vera@example.com", "consent": "I agree."}
    resumed = {"visitorId": visitor.id, "visitorToken": visitor.session["token"], "continuesVisit": True}
    assert tenant.session(**resumed, form=form).ok()["form"] is None
    conversation_id = visitor.says("Where is my order?")
    path = f"/api/agent/conversations/{conversation_id}/attributes"
    values = {"plan": "Pro", "orderNumber": "A-7"}
    assert tenant.agent.put(path, {"attributes": values}).ok("attributes", "visitorAttributes") == {
        "attributes": {"orderNumber": "A-7"},
        "visitorAttributes": {"plan": "Pro"},
    }
    tenant.put(path.replace("agent", "tenant"), {"attributes": {"plan": "Gold"}}).error(
        400, data={"errors": [{"field": "attributes.plan", "message": "Must be one of the options"}]}
    )
    tenant.put(path.replace("agent", "tenant"), {"attributes": {"orderNumber": "B-8"}}).ok()
    found = tenant.conversation(conversation_id)
    assert (found["attributes"], found["visitor"]["attributes"]) == ({"orderNumber": "B-8"}, {"plan": "Pro"})
    assert (found["visitor"]["userEmail"], found["visitor"]["consent"]["text"]) == ("vera@example.com", "I agree.")
