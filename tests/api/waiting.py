"""Tests that take a minute: started before the first test, checked by the last ones.

A revoked token may work for another 60 s (the authorizer's cache), and a visitor is offline a minute after they were
last seen.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from .builders import resumed, verified
from .client import PASSWORD, Api, Caller, Person, an_email
from .sockets import Socket

A_MINUTE = 63


class AMinuteAgo:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.failure: Exception | None = None
        self.at = time.monotonic()

    def begin(self) -> None:
        """Errors here are stored for the tests concerned: others must not fail."""
        try:
            self._begin(self.api)
        except Exception as failure:
            self.failure = failure
        self.at = time.monotonic()

    def _begin(self, api: Api) -> None:
        self.tenant = tenant = api.register()
        self.idle = tenant.visitor("Ida Idle", userEmail=an_email("ida"))
        self.idle_conversation = self.idle.says("I shall be gone")
        # Their connections stand and say nothing any more, as those of a browser that has crashed.
        self.crashed = tenant.visitor("Carl Crashed"), tenant.invite_agent("Cora Crashed")
        self.silent = [Socket(person) for person in self.crashed]
        self.watching = Socket(tenant)
        threading.Thread(target=self._watch, daemon=True).start()
        self.new_password = "another horse 2"
        self.revoked = {
            "a deactivated agent": self._deactivated(),
            "a removed agent": self._removed(),
            "a reset password": self._reset(),
            "a deleted API key": self._without_key(),
            "a deleted visitor": self._deleted_visitor(),
            "an identity bound since": self._bound_visitor(),
        }

    def wait(self) -> None:
        if self.failure is not None:
            raise self.failure
        time.sleep(max(0.0, self.at + A_MINUTE - time.monotonic()))

    def _watch(self) -> None:
        """An open console meanwhile: departures are noticed by its pings. Also checks that the silent connections are
        still open, because the gateway may have closed them as idle by the time of the test."""
        for _ in range(6):
            self.silent_stand = not any(socket.has_ended() for socket in self.silent)
            with suppress(ConnectionClosed):
                self.watching.says({"type": "ping"})
            time.sleep(20)

    def _deactivated(self) -> tuple[Caller, str]:
        agent = self.tenant.invite_agent()
        agent.profile()
        self.tenant.patch(f"/api/tenant/agents/{agent.id}", {"status": "INACTIVE"}).ok()
        return agent, "/api/agent/profile"

    def _removed(self) -> tuple[Caller, str]:
        agent = self.tenant.invite_agent()
        agent.profile()
        self.tenant.delete(f"/api/tenant/agents/{agent.id}").ok()
        return agent, "/api/agent/profile"

    def _reset(self) -> tuple[Caller, str]:
        agent = self.tenant.invite_agent()
        agent.profile()
        agent.api.post("/api/auth/forgot-password", {"email": agent.email}).ok()
        token = agent.api.mailed_token(agent.email, nth=2)
        agent.api.post("/api/auth/reset-password", {"token": token, "password": self.new_password}).ok()
        session = agent.api.login(agent.email, self.new_password).ok()
        self.after_reset = Person(agent.api, session["token"])
        assert agent.api.login(agent.email, PASSWORD).status == 401
        return agent, "/api/agent/profile"

    def _without_key(self) -> tuple[Caller, str]:
        key = self.tenant.new_key()
        visitor = self.tenant.visitor(key=key)
        visitor.messages()
        self.tenant.delete(f"/api/tenant/api-keys/{key.id}").ok()
        return visitor, "/api/widget/messages"

    def _deleted_visitor(self) -> tuple[Caller, str]:
        visitor = self.tenant.visitor()
        visitor.messages()
        self.tenant.delete(f"/api/tenant/visitors/{visitor.id}").ok()
        return visitor, "/api/widget/messages"

    def _bound_visitor(self) -> tuple[Caller, str]:
        visitor = self.tenant.visitor()
        visitor.messages()
        self.tenant.session(**resumed(visitor), **verified(self.tenant, "user-1")).ok()
        return visitor, "/api/widget/messages"
