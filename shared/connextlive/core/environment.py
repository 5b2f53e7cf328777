"""The environment variables that functions read; no other module names one. `template.yaml` sets them.

A variable is read when it is used, not at import: tests change variables, and a function has only those that it needs.
A module that stores one as a constant reads it once.
"""

import os
from collections.abc import Callable
from typing import Any, Self, overload


class MissingVariable(LookupError):
    """A variable without a default is not set."""


class Variable[T]:
    """An environment variable, named like its attribute in capitals. Empty means not set, as CloudFormation has no
    other way to leave a variable out. `is_standard` variables are set by Lambda, or known to every AWS SDK."""

    name: str

    def __init__(
        self, type: Callable[[str], T], meaning: str, *, default: T | None = None, is_standard: bool = False
    ) -> None:
        self.type, self.meaning, self.default, self.is_standard = type, meaning, default, is_standard

    def __set_name__(self, owner: Any, name: str) -> None:
        self.name = name.upper()

    @overload
    def __get__(self, instance: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: Any) -> T: ...
    def __get__(self, instance: object | None, owner: Any) -> Self | T:
        if instance is None:
            return self
        if text := os.environ.get(self.name):
            return self.type(text)
        if self.default is None:
            raise MissingVariable(f"The environment variable {self.name} is not set: {self.meaning}")
        return self.default


class Environment:
    """Every variable: its type, its meaning, and the default where it may be missing."""

    # The defaults of stateful resources are for tools and tests: the template sets these for every function.
    table_name = Variable(str, "The DynamoDB table", default="connextlive")
    bucket_name = Variable(str, "The private bucket", default="connextlive")
    bus_name = Variable(str, "The event bus")
    signing_secret_arn = Variable(str, "The secret that tokens are signed with")

    app_url = Variable(str, "The application's URL, for links in emails and notifications")
    api_url = Variable(str, "The API's URL, for links to reports")
    websocket_url = Variable(str, "The WebSocket's URL for clients; empty without a WebSocket API", default="")
    connections_url = Variable(str, "The WebSocket API's management URL, which frames are posted to")
    edge_key = Variable(str, "What CloudFront adds to requests; empty where there is no CloudFront", default="")
    socket_key = Variable(str, "The same for WebSockets; empty while clients connect past CloudFront", default="")
    allowed_origin = Variable(str, "The origin whose pages may call the API", default="*")

    mail_from = Variable(str, "The sender of all email")
    mail_configuration = Variable(str, "The SES configuration set of all email")
    inbound_mail_domain = Variable(str, "The domain that visitors answer mails at; empty if they cannot", default="")

    registration = Variable(str, "Whether anyone may register a workspace: `open` or `closed`", default="open")
    password_policy = Variable(
        str, "`strong` wants new passwords of eight characters that few people use, `lenient` of six", default="strong"
    )
    owner_confirmation = Variable(
        str, "`required` lets a workspace mail nobody until its owner's address is confirmed", default="required"
    )
    new_tenant_plan = Variable(str, "The plan of new workspaces: `FREE`, `PRO` or `ENTERPRISE`", default="FREE")
    login_failures_per_email = Variable(int, "Failed logins per email address in 15 minutes before 429", default=10)
    login_failures_per_address = Variable(int, "Failed logins per IP address in 15 minutes before 429", default=100)
    rate_limits = Variable(
        str, "How often people may do something (`lambdas/limits.py`); empty for no limits", default=""
    )
    open_sockets = Variable(int, "How many WebSocket connections one visitor or user may have open", default=50)
    daily_analyses = Variable(int, "Analyses that a workspace may cause in a day", default=5_000)
    daily_assistance = Variable(int, "How often AI helps in a workspace's open conversations in a day", default=5_000)
    daily_mails = Variable(int, "Mails that a workspace may cause in a day", default=2_000)
    daily_pushes = Variable(int, "Push notifications that a workspace may cause in a day", default=20_000)
    list_shards = Variable(int, "Least number of partitions of each list of conversations", default=1)
    old_list_indexes = Variable(
        str,
        "The former list indexes that the table still has: `none`, `by_owner` or `both`",
        default="none",
    )
    private_destinations = Variable(
        str, "`allowed` lets webhooks and push reach private addresses over plain HTTP", default="refused"
    )

    # Without a deployment nothing calls Bedrock, which costs money; the template's default is `bedrock`.
    analyser = Variable(
        str, "What analyzes resolved conversations: `bedrock`, `openai` or `embedded`", default="embedded"
    )
    bedrock_model = Variable(str, "The Bedrock model")
    bedrock_profile = Variable(
        str, "The prefix of the model's inference profile; empty for the region's, or `none`", default=""
    )
    bedrock_region = Variable(str, "The model's region; empty for the function's own", default="")
    bedrock_output = Variable(
        str, "How the model answers: by a `schema`, by a `tool`, or empty for what it is known to support", default=""
    )
    bedrock_token_budget = Variable(int, "How many tokens of a transcript the model reads, roughly", default=6000)
    openai_url = Variable(str, "The base URL of the server that speaks OpenAI's protocol", default="")
    openai_model = Variable(str, "The model that it is asked for", default="")
    openai_key_arn = Variable(str, "The secret that holds its key; empty for a server without keys", default="")
    model_prices = Variable(str, "Dollars per million tokens read and written; empty for the known ones", default="")

    # Each consumer's queue has its own variable, because the functions of a local stack share their environment.
    email_queue_url = Variable(str, "The queue of `on_event_visitor_mail`")
    received_mail_queue_url = Variable(str, "The queue of `on_mail_received`")
    account_mail_queue_url = Variable(str, "The queue of `on_event_account_mail`")
    conversation_deletion_queue_url = Variable(str, "The queue of `on_conversation_deleted`")
    visitor_deletion_queue_url = Variable(str, "The queue of `on_visitor_deleted`")
    export_queue_url = Variable(str, "The queue of `on_event_export`")
    routing_queue_url = Variable(str, "The queue of `on_event_routing`")
    webhook_queue_url = Variable(str, "The queue of `on_event_webhook`")
    dead_letter_queue_arn = Variable(str, "The queue of schedules that could not be delivered")
    schedule_group = Variable(str, "The group of report schedules")
    schedule_queue_arn = Variable(str, "The queue that due schedules are sent to")
    schedule_role_arn = Variable(str, "The role that schedules are delivered with")

    aws_endpoint_url = Variable(str, "The URL of an AWS emulator; empty in AWS", default="", is_standard=True)
    aws_region = Variable(str, "The function's region", default="us-east-1", is_standard=True)
    aws_access_key_id = Variable(str, "The function's credentials", default="", is_standard=True)
    aws_secret_access_key = Variable(str, "The function's credentials", default="", is_standard=True)
    aws_session_token = Variable(str, "The function's credentials", default="", is_standard=True)
    aws_ca_bundle = Variable(str, "A file of trusted certificate authorities", default="", is_standard=True)

    def endpoint_url(self, service: str) -> str:
        """The URL of an emulator of the service, if there is one: AWS SDKs support a URL for each service, or one for
        all."""
        return os.environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or self.aws_endpoint_url

    @property
    def has_proxy(self) -> bool:
        """Whether HTTPS uses a proxy, in either spelling."""
        return bool(os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"))


environment = Environment()
