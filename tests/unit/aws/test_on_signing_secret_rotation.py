"""Rotation of the signing secret: a new key signs, and everything signed by earlier keys stays valid."""

import json
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.secretsmanager.models import FakeSecret, secretsmanager_backends

from connextlive.aws import clients, signing_secret
from connextlive.core.errors import Unauthorized
from connextlive.core.ids import new_id
from connextlive.identity import invitation, password_reset, site, tokens, user
from connextlive.identity.tokens import Claims
from tests.support.builders import Clock, a_tenant, an_agent, invoke

NAME = "signing-secret"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
ANNA = Claims("ten_A", "usr_A", "AGENT")


def step(name: str, token: str) -> None:
    event = {"Step": name, "SecretId": NAME, "ClientRequestToken": token, "RotationToken": "r"}
    invoke("on_signing_secret_rotation", event)
    # Without a stage moto reads the version that was written first, AWS the one whose stage is AWSCURRENT.
    secret = secretsmanager_backends[DEFAULT_ACCOUNT_ID][clients.region()].secrets[NAME]
    assert isinstance(secret, FakeSecret)
    secret.set_default_version_id(version("AWSCURRENT")["VersionId"])


def rotate() -> str:
    """Runs all four steps, as Secrets Manager does; returns the new version."""
    token = f"{new_id('rot'):-<64}"
    for name in STEPS:
        step(name, token)
    signing_secret.signing_keys(refresh=True)
    return token


def kept() -> dict[str, str]:
    signing_secret._cache.clear()
    return signing_secret.signing_keys()


def version(stage: str) -> dict[str, Any]:
    found: dict[str, Any] = clients.client("secretsmanager").get_secret_value(SecretId=NAME, VersionStage=stage)
    return found


TOKEN = "t" * 64


def test_the_first_step_writes_a_new_key_that_waits(cloud: None) -> None:
    step("createSecret", TOKEN)
    pending = version("AWSPENDING")
    keys = json.loads(pending["SecretString"])
    assert pending["VersionId"] == TOKEN
    assert keys == {
        "current": keys["current"],
        "derivation": "x" * 64,
        "k1": "x" * 64,
        keys["current"]: keys[keys["current"]],
    }
    assert len(keys[keys["current"]]) == 64


def test_the_key_that_signs_is_the_old_one_until_the_last_step(cloud: None) -> None:
    for name in STEPS[:-1]:
        step(name, TOKEN)
        assert kept() == {"current": "k1", "k1": "x" * 64}


def test_the_last_step_makes_the_new_key_current(cloud: None) -> None:
    step("createSecret", TOKEN)
    waiting = version("AWSPENDING")["SecretString"]
    step("finishSecret", TOKEN)
    assert kept() == json.loads(waiting)


@pytest.mark.parametrize("name", STEPS)
def test_any_step_may_be_repeated(cloud: None, name: str) -> None:
    for each in STEPS:
        step(each, TOKEN)
        if each == name:
            held = version("AWSCURRENT")["SecretString"]
            step(each, TOKEN)
            assert version("AWSCURRENT")["SecretString"] == held
    current = version("AWSCURRENT")
    assert current["VersionId"] == TOKEN
    assert json.loads(current["SecretString"])["derivation"] == "x" * 64


def test_the_first_step_repeated_leaves_the_key_that_waits_as_it_is(cloud: None) -> None:
    step("createSecret", TOKEN)
    waiting = version("AWSPENDING")["SecretString"]
    step("createSecret", TOKEN)
    assert version("AWSPENDING")["SecretString"] == waiting


def test_a_token_of_before_a_rotation_counts_after_it(cloud: None) -> None:
    token, _ = tokens.issue(ANNA)
    rotate()
    assert tokens.verify(token)._replace(expires_at=None) == ANNA


def test_a_visitors_token_outlives_the_rotations_that_happen_in_its_thirty_days(cloud: None) -> None:
    rotate()
    token, _ = tokens.issue(ANNA)
    rotate()
    rotate()
    assert tokens.verify(token)._replace(expires_at=None) == ANNA


def test_the_three_youngest_keys_are_kept_and_the_first_retires_like_any_other(cloud: None, clock: Clock) -> None:
    made = []
    for _ in range(6):
        clock.advance(30 * 24 * 3600)
        rotate()
        made.append(kept()["current"])
    assert list(kept()) == ["current", "derivation", *made[-3:]]
    assert (kept()["current"], kept()["derivation"]) == (made[-1], "x" * 64)


def test_the_first_key_of_an_earlier_version_retires_and_what_is_derived_from_it_stays() -> None:
    keys = signing_secret.rotated({"current": "k4", "root": "k1", "k1": "x", "k2": "y", "k3": "z", "k4": "a"})
    assert list(keys) == ["current", "derivation", "k3", "k4", keys["current"]]
    assert keys["derivation"] == "x"


def write(keys: dict[str, str]) -> None:
    clients.client("secretsmanager").put_secret_value(SecretId=NAME, SecretString=json.dumps(keys))
    assert kept() == keys


@pytest.mark.parametrize("rotations", [0, 1, 5])
def test_a_stolen_key_is_removed_and_everything_derived_stays(cloud: None, rotations: int) -> None:
    owner = a_tenant()
    invited = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    link = invitation.token(owner.tenant_id, invited.id, invited.nonce)
    derived = signing_secret.derive("webhook", "whk_A", 1)
    for _ in range(rotations):
        rotate()
    stolen, forged = kept()["current"], tokens.issue(ANNA)[0]
    write(signing_secret.without(kept(), stolen))
    assert stolen not in kept()
    with pytest.raises(Unauthorized):
        tokens.verify(forged)
    assert tokens.verify(tokens.issue(ANNA)[0])._replace(expires_at=None) == ANNA
    assert signing_secret.derive("webhook", "whk_A", 1) == derived
    assert invitation.accept(link, "hash").email == "ivy@example.com"
    rotate()
    assert signing_secret.derive("webhook", "whk_A", 1) == derived


def test_an_older_stolen_key_leaves_the_current_one(cloud: None) -> None:
    rotate()
    rotate()
    current, token = kept()["current"], tokens.issue(ANNA)[0]
    write(signing_secret.without(kept(), "k1"))
    assert (kept()["current"], tokens.verify(token)._replace(expires_at=None)) == (current, ANNA)


@pytest.mark.parametrize("name", ["current", "derivation", "root", "k9", ""])
def test_what_is_no_key_is_not_removed(name: str) -> None:
    with pytest.raises(ValueError, match="There is no key"):
        signing_secret.without({"current": "k1", "derivation": "x", "root": "k1", "k1": "y"}, name)


def test_a_sites_secret_stays_the_same(cloud: None) -> None:
    of = site.new(a_tenant().tenant_id, "Shop", [])
    before = of.secret(1)
    rotate()
    rotate()
    assert of.secret(1) == before


def test_an_invitations_link_still_works(cloud: None) -> None:
    owner = a_tenant()
    invited = invitation.invite(owner.tenant_id, "Ivy", "ivy@example.com")
    token = invitation.token(owner.tenant_id, invited.id, invited.nonce)
    rotate()
    assert invitation.accept(token, "hash").email == "ivy@example.com"


def test_a_reset_link_still_works(cloud: None) -> None:
    agent = an_agent(a_tenant())
    password_reset.request(user.load(agent.tenant_id, agent.id).email)
    token = password_reset.token(found := user.load(agent.tenant_id, agent.id), found.reset_nonce or "")
    rotate()
    password_reset.complete(token, "new hash")
    assert user.load(agent.tenant_id, agent.id).password_hash == "new hash"
