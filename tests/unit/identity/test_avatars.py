"""An agent's picture: the old one is shown until a new one has been uploaded."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from connextlive.aws import s3
from connextlive.core.caller import Caller
from connextlive.identity import avatar
from tests.support.builders import PNG, Clock, Json, a_tenant, an_agent, call


class Profile:
    """An agent who changes their picture."""

    def __init__(self) -> None:
        self.owner = a_tenant()
        self.anna: Caller = an_agent(self.owner)

    def asks_for_a_form(self) -> Json:
        upload: Json = call("agent_profile_set_avatar", self.anna, {"mimeType": "image/png", "size": len(PNG)})[1][
            "upload"
        ]
        return upload

    def uploads(self, content: bytes = PNG) -> None:
        s3.write(self.asks_for_a_form()["fields"]["key"], content, "image/png")

    @property
    def shown(self) -> str | None:
        """The file that the profile links to."""
        url: str | None = call("agent_profile_get", self.anna)[1]["profile"]["avatarUrl"]
        return url and urlsplit(url).path.removeprefix("/")


@pytest.fixture
def profile(bucket: Any) -> Profile:
    return Profile()


def place(profile: Profile) -> str:
    return f"{profile.owner.tenant_id}/{profile.anna.id}/avatar"


def stored(bucket: Any) -> list[str]:
    return [item["Key"] for item in bucket.list_objects_v2(Bucket=s3.BUCKET).get("Contents", [])]


def test_there_is_no_picture_before_the_first_has_arrived(profile: Profile) -> None:
    profile.asks_for_a_form()
    assert profile.shown is None


def test_the_first_picture_is_shown_when_it_has_arrived(profile: Profile) -> None:
    profile.uploads()
    assert profile.shown == place(profile)


def test_a_picture_that_never_came_keeps_the_old_one(profile: Profile) -> None:
    profile.uploads()
    before = profile.shown
    profile.asks_for_a_form()
    assert before == profile.shown == place(profile)
    assert s3.read(place(profile)) == PNG


def test_a_new_picture_replaces_the_old_one(profile: Profile, bucket: Any) -> None:
    profile.uploads()
    profile.uploads(PNG + b"new")
    assert profile.shown == place(profile)
    assert (stored(bucket), s3.read(place(profile))) == ([place(profile)], PNG + b"new")


def test_others_see_it_without_waiting_for_the_agent_to_look(profile: Profile) -> None:
    profile.uploads()
    _, listed = call("tenant_agents_list", profile.owner)
    _, found = call("tenant_agents_get", profile.owner, id=profile.anna.id)
    assert place(profile) in listed["agents"][0]["avatarUrl"]
    assert place(profile) in found["agent"]["avatarUrl"]


def test_the_tenants_list_finds_it_first(profile: Profile) -> None:
    profile.uploads()
    assert place(profile) in call("tenant_agents_list", profile.owner)[1]["agents"][0]["avatarUrl"]
    assert profile.shown == place(profile)


def test_an_expired_upload_is_not_waited_for(profile: Profile, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    profile.asks_for_a_form()
    clock.advance(3 * s3.UPLOAD_LIVES)
    assert profile.shown is None
    monkeypatch.setattr(s3, "read", None)  # would fail if it were asked
    assert profile.shown is None


def test_a_picture_of_the_time_before_is_kept_until_another_arrives(bucket: Any) -> None:
    profile = Profile()
    profile.anna = an_agent(profile.owner, avatar_key="ten_A/usr_A/att_A.png")
    profile.asks_for_a_form()
    assert profile.shown == "ten_A/usr_A/att_A.png"
    profile.uploads()
    assert profile.shown == place(profile)


@pytest.mark.parametrize("content", [b"<svg/>", b"<html>", b"%PDF-1.7", b"GIF89a", b"x"])
def test_what_is_no_picture_changes_nothing(profile: Profile, bucket: Any, content: bytes) -> None:
    profile.uploads(content)
    assert (profile.shown, stored(bucket)) == (None, [])
    profile.uploads()
    assert profile.shown == place(profile)
    profile.uploads(content)
    assert (profile.shown, stored(bucket), s3.read(place(profile))) == (place(profile), [place(profile)], PNG)


def test_a_picture_is_served_as_what_it_is(profile: Profile, bucket: Any) -> None:
    profile.uploads(bytes.fromhex("ffd8ffe0"))
    assert profile.shown == place(profile)
    assert bucket.head_object(Bucket=s3.BUCKET, Key=place(profile))["ContentType"] == "image/jpeg"


def test_a_form_that_is_used_again_changes_no_picture(profile: Profile) -> None:
    key = profile.asks_for_a_form()["fields"]["key"]
    s3.write(key, PNG, "image/png")
    assert profile.shown == place(profile)
    s3.write(key, PNG + b"another", "image/png")
    assert (profile.shown, s3.read(place(profile))) == (place(profile), PNG)


def test_a_picture_in_an_earlier_place_goes_when_another_arrives(profile: Profile, bucket: Any) -> None:
    s3.write("ten_A/usr_A/att_A.png", PNG, "image/png")
    profile.anna = an_agent(profile.owner, avatar_key="ten_A/usr_A/att_A.png")
    profile.uploads()
    assert (profile.shown, stored(bucket)) == (place(profile), [place(profile)])


def test_a_removed_agents_picture_is_gone(profile: Profile, bucket: Any) -> None:
    profile.uploads()
    assert profile.shown
    profile.uploads()
    call("tenant_agents_remove", profile.owner, id=profile.anna.id)
    assert stored(bucket) == []


def test_each_agent_has_a_place_of_their_own(profile: Profile) -> None:
    other = an_agent(profile.owner)
    assert avatar.key_of(profile.owner.tenant_id, other.id) != place(profile)
