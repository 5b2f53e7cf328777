"""The template's functions and APIs, deployed and running."""

import asyncio
import json
from dataclasses import dataclass, replace

from local.cloudformation.deploy import deploy
from local.cloudformation.grants import grants
from local.cloudformation.template import Template
from local.config import Settings
from local.console import say, say_with_time
from local.emulator.aws import Aws, set_environment
from local.emulator.inbox import Inbox
from local.emulator.mailbox import Mailbox
from local.emulator.ministack import keep_deployed
from local.emulator.permissions import USED, put, used
from local.gateway.rest_api import Api
from local.gateway.static import Static, headers_of
from local.gateway.websocket_api import WebSocketApi
from local.permissions.guard import Permissions
from local.runtime.environments import Account
from local.runtime.functions import Functions
from local.sources import Sources
from local.sources.stream import AT_ONCE, AWS, Pace

# API Gateway's timeout in seconds.
_LONGEST_CALL = 29


@dataclass(frozen=True)
class Running:
    """Everything that a change of the template replaces."""

    functions: Functions
    api: Api
    websocket: WebSocketApi
    static: Static
    sources: Sources
    inbox: Inbox


class Stack:
    """What is running; a changed template replaces it."""

    def __init__(self, settings: Settings, aws: Aws) -> None:
        self._settings = settings
        self._aws = aws
        self._positions: dict[str, str] = {}
        self._running: Running | None = None
        # For connections, which ministack does not play.
        self._permissions = Permissions(say_with_time)
        self.mailbox = Mailbox(aws.link, settings.data / "emails.jsonl")

    @property
    def running(self) -> Running:
        assert self._running
        return self._running

    async def apply(self, template: Template) -> None:
        """Deploys the template and starts what it describes. If this raises, the previous state keeps running."""
        references = await asyncio.to_thread(deploy, self._aws, template)
        await keep_deployed(self._aws.url)
        resolver = template.resolver(references)
        declared = template.functions(resolver)
        account = Account(self._settings.concurrency, self._settings.cold_start)
        functions = Functions(declared, template.import_paths(), account)
        api = Api(template.api(resolver), functions)
        websocket = WebSocketApi(template, resolver, functions, self._permissions)
        variables = {name: value for function in declared for name, value in function.environment.items()}
        variables |= {"WEBSOCKET_URL": self._settings.websocket_url, "CONNECTIONS_URL": self._settings.connections_url}
        variables["API_URL"] = self._settings.url
        set_environment(self._aws.url, variables)
        granted = grants(template, resolver)
        self._permissions.replace(granted)
        await put(self._aws.url, granted)
        await self._verify_sender(variables)
        functions.reload()
        if before := self._running:
            await before.sources.stop()
            # Running invocations may finish, and so may requests that the old API has accepted.
            asyncio.get_running_loop().call_later(_LONGEST_CALL, before.functions.close)
        rules = resolver.resolve(template.resources_of("AWS::Events::Rule"))
        sources = Sources(
            self._aws,
            functions,
            declared,
            references,
            self._positions,
            self._settings.data,
            self.mailbox,
            rules,
            pace=self._pace(),
        )
        headers = headers_of(template.document, resolver, self._aws.url)
        static = Static(self._settings.root / "web/dist", headers)
        inbox = Inbox(self._aws, resolver.resolve(template.resources_of("AWS::SES::ReceiptRule")))
        self._running = Running(functions, api, websocket, static, sources, inbox)
        sources.start()
        say(f"{len(declared)} functions, {len(api.routes)} routes")

    async def reload(self) -> None:
        await asyncio.to_thread(self.running.functions.reload)
        await self.load_all()

    async def load_all(self) -> None:
        await asyncio.to_thread(self.running.functions.load_all)

    def wake(self) -> None:
        """Something may have been written."""
        if self._running:
            self._running.sources.wake()

    async def stop(self) -> None:
        if self._running:
            await self._running.sources.stop()
            self._running.functions.close()
            theirs, ours = await used(self._aws.url), self._permissions.report()
            report = {kind: theirs[kind] + ours[kind] for kind in theirs}
            (self._settings.data / USED).write_text(json.dumps(report))
        await self.mailbox.keep()

    def _pace(self) -> Pace:
        pace = AWS if self._settings.stream_is_slow else AT_ONCE
        repeated = self._settings.duplicates
        return pace if repeated is None else replace(pace, repeated=repeated)

    async def _verify_sender(self, variables: dict[str, str]) -> None:
        """SES accepts email from verified senders only; ministack verifies on request."""
        if sender := variables.get("MAIL_FROM"):
            await asyncio.to_thread(self._aws.client("ses").verify_email_identity, EmailAddress=sender)
