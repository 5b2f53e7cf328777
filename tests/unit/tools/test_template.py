"""The template: retention, dead-letter queues, alarms, and permissions."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from connextlive.lambdas.endpoint import Handler
from local.cloudformation.grants import grants
from local.cloudformation.template import Template, function_of
from tools import OPTIONAL, ROOT
from tools.generate.operations import module

Properties = dict[str, Any]

TEMPLATE = Template(ROOT / "template.yaml", {"AlarmTopicArn": "topic", **OPTIONAL})
# References resolve to their own names: `!GetAtt Table.Arn` to "Table.Arn".
RESOURCES: dict[str, Any] = TEMPLATE.resolver({}).resolve(dict(TEMPLATE.resources()))
GLOBALS = TEMPLATE.document["Globals"]["Function"]
# What a function may not do to the table, or what a request should never need.
FORBIDDEN = {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "s3:PutBucketPolicy"}
# Of a workspace that is deleted, everything is found, whatever it may be by then.
EXCEPTIONS = {"OnUpkeepDueFunction": {"dynamodb:Scan"}}
# By hand, so that nobody opens a door by leaving `caller` out of a signature.
PUBLIC = {
    "HealthFunction",
    "AuthLoginFunction",
    "AuthRegisterFunction",
    "AuthAcceptInviteFunction",
    "AuthForgotPasswordFunction",
    "AuthResetPasswordFunction",
    "AuthConfirmEmailFunction",
    "AuthSignInGetFunction",
    "AuthSignInBeginFunction",
    "AuthSignInCompleteFunction",
    "ReportsOpenFunction",  # the link in a mail
    "RatingsCreateFunction",  # the same
    "WidgetConfigurationGetFunction",  # it says what every page with the bubble shows
    "WidgetSessionsCreateFunction",  # an API key is its token
    "OpenapiGetFunction",
    "DocsGetFunction",
}


def of_type(kind: str) -> dict[str, Properties]:
    return {name: r.get("Properties", {}) for name, r in RESOURCES.items() if r["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
QUEUES = of_type("AWS::SQS::Queue")
ALARMS = of_type("AWS::CloudWatch::Alarm")
AGE = "ApproximateAgeOfOldestMessage"
DEAD = "ApproximateNumberOfMessagesVisible"
DEAD_LETTER_QUEUES = {name for name in QUEUES if name.endswith("DeadLetterQueue")}
INTEGRATIONS = [
    (operation["x-amazon-apigateway-integration"]["uri"], operation)
    for methods in RESOURCES["Api"]["Properties"]["DefinitionBody"]["paths"].values()
    for operation in methods.values()
    if operation["x-amazon-apigateway-integration"]["type"] == "aws_proxy"
]
SOURCES = [
    (name, event["Type"], event["Properties"])
    for name, properties in FUNCTIONS.items()
    for event in properties.get("Events", {}).values()
]


def statements(function: str) -> list[Properties]:
    policies = FUNCTIONS[function].get("Policies", [])
    return [statement for policy in policies for statement in policy["Statement"]]


def protection_of_the_table(**parameters: str) -> Any:
    template = Template(ROOT / "template.yaml", parameters)
    return template.resolver({}).resolve(dict(template.resources())["Table"])["Properties"]["DeletionProtectionEnabled"]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# ── What holds the state ────────────────────────────────────────────────────────────────────────────────────────────


def test_table_can_be_restored_and_not_be_deleted_by_mistake() -> None:
    table = RESOURCES["Table"]["Properties"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert protection_of_the_table(AppUrl="https://chat.example.com") is True
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_table_is_encrypted_under_the_key_that_costs_nothing() -> None:
    """AWS's own, as everything else here is. `true` is a key in KMS, which is paid for by the call."""
    assert RESOURCES["Table"]["Properties"]["SSESpecification"] == {"SSEEnabled": False}


def test_table_tells_of_changes_and_forgets_what_expires() -> None:
    table = RESOURCES["Table"]["Properties"]
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


@pytest.mark.parametrize("name", ["Table", "Bucket", "SigningSecret"])
def test_state_outlives_the_stack_but_not_a_first_deployment_that_failed(name: str) -> None:
    assert RESOURCES[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert RESOURCES[name]["UpdateReplacePolicy"] == "Retain"


def test_table_of_a_first_deployment_can_be_deleted_again() -> None:
    """Deletion protection is the table's own, and stronger than any policy of CloudFormation's."""
    assert protection_of_the_table() is False


def test_bucket_is_private_and_encrypted() -> None:
    bucket = RESOURCES["Bucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["BucketEncryption"]
    statement, of_mail = RESOURCES["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert (of_mail["Principal"], of_mail["Action"]) == ({"Service": "ses.amazonaws.com"}, "s3:PutObject")
    assert of_mail["Resource"] == "Bucket.Arn/received/*"
    assert {*of_mail["Condition"]["StringEquals"]} == {"aws:SourceAccount", "aws:SourceArn"}


def test_a_deployment_that_receives_no_mail_has_nothing_for_it() -> None:
    without = dict(Template(ROOT / "template.yaml", {"AlarmTopicArn": "topic"}).resources())
    assert sorted(RESOURCES.keys() - without.keys()) == [
        "InboundMailRule",
        "InboundMailRules",
        "InboundMailSubscription",
        "InboundMailTopic",
        "OnMailReceivedAgeAlarm",
        "OnMailReceivedDeadLetterAlarm",
        "OnMailReceivedDeadLetterQueue",
        "OnMailReceivedFunction",
        "OnMailReceivedQueue",
        "OnMailReceivedQueuePolicy",
    ]


def test_mail_is_received_by_the_accounts_active_rules_if_they_are_named() -> None:
    template = Template(ROOT / "template.yaml", {**OPTIONAL, "InboundMailRuleSet": "all"})
    found = template.resolver({}).resolve(dict(template.resources()))
    assert "InboundMailRules" not in found
    assert found["InboundMailRule"]["Properties"]["RuleSetName"] == "all"
    source = found["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"][1]["Condition"]["StringEquals"]
    assert source["aws:SourceArn"].endswith(":receipt-rule-set/all:receipt-rule/connextlive-replies")


# ── Nothing is lost ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(QUEUES.keys() - DEAD_LETTER_QUEUES))
def test_queue_gives_up_into_a_dead_letter_queue(name: str) -> None:
    redrive = QUEUES[name]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"].removesuffix(".Arn") in DEAD_LETTER_QUEUES
    assert redrive["maxReceiveCount"] >= 3


def _watched(metric: str) -> set[str]:
    """The queues of which an alarm watches the metric, alone or together with others."""
    parts = [
        part["MetricStat"]["Metric"] for a in ALARMS.values() for part in a.get("Metrics", []) if "MetricStat" in part
    ]
    return {one["Dimensions"][0]["Value"] for one in [*ALARMS.values(), *parts] if one.get("MetricName") == metric}


@pytest.mark.parametrize("name", sorted(DEAD_LETTER_QUEUES))
def test_dead_letters_are_kept_for_two_weeks_and_alarm(name: str) -> None:
    assert QUEUES[name]["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert f"{name}.QueueName" in _watched(DEAD)


@pytest.mark.parametrize("name", sorted(QUEUES.keys() - DEAD_LETTER_QUEUES))
def test_events_that_wait_long_alarm(name: str) -> None:
    assert f"{name}.QueueName" in _watched(AGE)


def test_an_alarm_has_at_most_ten_metrics() -> None:
    """CloudWatch allows no more in one expression."""
    assert all(len(alarm.get("Metrics", [])) <= 1 + 10 for alarm in ALARMS.values())


@pytest.mark.parametrize("name", sorted(QUEUES))
def test_queue_is_encrypted(name: str) -> None:
    assert QUEUES[name]["SqsManagedSseEnabled"] is True


@pytest.mark.parametrize(("function", "source"), [(f, p) for f, kind, p in SOURCES if kind == "SQS"])
def test_consumer_of_a_queue(function: str, source: Properties) -> None:
    queue = QUEUES[source["Queue"].removesuffix(".Arn")]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # AWS's advice: a message must not come back while a retry of its batch may still run.
    assert queue["VisibilityTimeout"] >= 6 * FUNCTIONS[function].get("Timeout", GLOBALS["Timeout"])


@pytest.mark.parametrize(("function", "source"), [(f, p) for f, kind, p in SOURCES if kind == "DynamoDB"])
def test_a_stream_consumer_raises_an_alarm_when_it_gives_up(function: str, source: Properties) -> None:
    assert source["DestinationConfig"]["OnFailure"]["Destination"].removesuffix(".Arn") in DEAD_LETTER_QUEUES
    assert source["BisectBatchOnFunctionError"] is True
    assert 0 < source["MaximumRetryAttempts"] <= 100
    assert [
        a for a in ALARMS.values() if a.get("MetricName") == "IteratorAge" and a["Dimensions"][0]["Value"] == function
    ]


@pytest.mark.parametrize("name", sorted(of_type("AWS::Events::Rule")))
def test_rule_has_somewhere_to_put_what_it_cannot_deliver(name: str) -> None:
    allowed = RESOURCES["QueuePolicy"]["Properties"]["Queues"]
    for target in RESOURCES[name]["Properties"]["Targets"]:
        dead = target["DeadLetterConfig"]["Arn"].removesuffix(".Arn")
        assert dead in DEAD_LETTER_QUEUES
        assert {dead, target["Arn"].removesuffix(".Arn")} <= set(allowed)


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_alarm_tells_the_topic_and_is_quiet_without_traffic(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == ["topic"]
    assert ALARMS[name]["TreatMissingData"] == "notBreaching"
    assert ALARMS[name]["AlarmDescription"]


# ── One domain ──────────────────────────────────────────────────────────────────────────────────────────────────────

DISTRIBUTION = RESOURCES["WebDistribution"]["Properties"]["DistributionConfig"]
ORIGINS = {origin["Id"]: origin for origin in DISTRIBUTION["Origins"]}
BEHAVIORS = {behavior["PathPattern"]: behavior for behavior in DISTRIBUTION["CacheBehaviors"]}
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


@pytest.mark.parametrize(("path", "origin"), [("/api/*", "api"), ("/ws", "socket")])
def test_the_distribution_passes_everything_on_and_keeps_nothing(path: str, origin: str) -> None:
    behavior = BEHAVIORS[path]
    assert behavior["TargetOriginId"] == origin
    assert behavior["CachePolicyId"] == CACHING_DISABLED
    assert behavior["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST
    assert behavior["ViewerProtocolPolicy"] == "https-only"


def test_files_and_answers_are_compressed_for_who_accepts_it() -> None:
    files = DISTRIBUTION["DefaultCacheBehavior"]
    assert files["Compress"] is True
    assert files["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"  # CachingOptimized: with gzip and Brotli
    assert RESOURCES["Api"]["Properties"]["MinimumCompressionSize"] == 1024
    [api] = [behavior for behavior in DISTRIBUTION["CacheBehaviors"] if behavior["PathPattern"] == "/api/*"]
    # AllViewerExceptHostHeader: the API hears what the client accepts.
    assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def test_every_path_of_the_api_is_passed_on() -> None:
    paths = RESOURCES["Api"]["Properties"]["DefinitionBody"]["paths"]
    assert all(path.startswith("/api/") for path in paths if path != "/{proxy+}")
    methods = {
        method.upper()
        for one in paths.values()
        for method in one
        if method in ("get", "put", "post", "patch", "delete")
    }
    assert methods | {"HEAD", "OPTIONS"} == set(BEHAVIORS["/api/*"]["AllowedMethods"])


def test_an_error_is_kept_for_nobody() -> None:
    """Whatever the cache policy says, CloudFront keeps them for ten seconds."""
    kept = {400, 403, 404, 405, 414, 500, 501, 502, 503, 504}
    assert {
        one["ErrorCode"]: one["ErrorCachingMinTTL"] for one in DISTRIBUTION["CustomErrorResponses"]
    } == dict.fromkeys(kept, 0)


def test_the_stages_are_called_as_the_paths_lead_to_them() -> None:
    assert ORIGINS["api"]["OriginPath"] == "/" + RESOURCES["Api"]["Properties"]["StageName"]
    assert "OriginPath" not in ORIGINS["socket"]
    assert "/" + RESOURCES["WebSocketStage"]["Properties"]["StageName"] in BEHAVIORS
    assert RESOURCES["Api"]["Properties"]["EndpointConfiguration"] == {"Type": "REGIONAL"}


def test_functions_and_the_distribution_have_the_same_key() -> None:
    key = {"Fn::Sub": "{{resolve:secretsmanager:${EdgeKey}}}"}
    distribution = TEMPLATE.document["Resources"]["WebDistribution"]["Properties"]["DistributionConfig"]
    headers = [one["OriginCustomHeaders"] for one in distribution["Origins"] if one["Id"] in ("api", "socket")]
    assert headers == [[{"HeaderName": "X-Origin-Key", "HeaderValue": key}]] * 2
    assert GLOBALS["Environment"]["Variables"]["EDGE_KEY"] == {"Fn::If": ["IsAws", key, ""]}
    authorizer = TEMPLATE.document["Resources"]["AuthorizerFunction"]["Properties"]["Environment"]["Variables"]
    assert authorizer == {"SOCKET_KEY": {"Fn::If": ["IsSetUp", {"Fn::If": ["IsAws", key, ""]}, ""]}}


# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html#add-origin-custom-headers-denylist
NOT_ADDED = re.compile(
    "Cache-Control|Connection|Content-Length|Cookie|Host|If-Match|If-Modified-Since|If-None-Match|If-Range"
    "|If-Unmodified-Since|Max-Forwards|Pragma|Proxy-Authenticate|Proxy-Authorization|Proxy-Connection|Range"
    "|Request-Range|TE|Trailer|Transfer-Encoding|Upgrade|Via|X-Real-Ip|X-Amz-.*|X-Edge-.*",
    re.IGNORECASE,
)


def test_cloudfront_adds_only_headers_that_it_can_add() -> None:
    """A distribution with another cannot be created."""
    added = [header["HeaderName"] for one in ORIGINS.values() for header in one.get("OriginCustomHeaders", [])]
    assert added
    assert not [name for name in added if NOT_ADDED.fullmatch(name)]


@pytest.mark.parametrize(
    ("app_url", "socket"),
    [
        ("https://chat.example.com", "wss://chat.example.com/ws"),
        ("http://localhost:3000", "wss://WebSocketApi.execute-api.eu-central-1.amazonaws.com/ws"),
    ],
)
def test_clients_connect_where_the_application_is_once_that_is_known(app_url: str, socket: str) -> None:
    template = Template(ROOT / "template.yaml", {"AppUrl": app_url})
    functions = template.resolver({}).resolve(template.resources_of("AWS::Serverless::Function"))
    for name in ("HealthFunction", "WidgetConfigurationGetFunction"):
        assert functions[name]["Properties"]["Environment"]["Variables"]["WEBSOCKET_URL"] == socket


# ── Requests come first ─────────────────────────────────────────────────────────────────────────────────────────────

SHARDS = 4  # of a new table's stream


def most_taken_by_consumers(account: str) -> dict[str, int]:
    """How much each consumer takes with everything waiting."""
    template = Template(ROOT / "template.yaml", {"AccountConcurrency": account})
    functions = template.resolver({}).resolve(template.resources_of("AWS::Serverless::Function"))
    taken: Counter[str] = Counter()
    for name, function in functions.items():
        for event in function["Properties"].get("Events", {}).values():
            if event["Type"] == "SQS":
                taken[name] += event["Properties"]["ScalingConfig"]["MaximumConcurrency"]
            elif event["Type"] == "DynamoDB":  # a schedule has one run at a time, and nothing that waits
                lanes = SHARDS * event["Properties"]["ParallelizationFactor"]
                # What is reserved is nobody else's, used or not.
                taken[name] += function["Properties"].get("ReservedConcurrentExecutions", lanes)
    return taken


@pytest.mark.parametrize(("account", "left"), [("100", 51), ("1000", 588)])
def test_consumers_leave_more_than_half_of_the_accounts_concurrency_to_requests(account: str, left: int) -> None:
    assert int(account) - sum(most_taken_by_consumers(account).values()) == left > int(account) / 2


def test_in_a_new_account_each_consumer_takes_the_least_that_aws_allows() -> None:
    taken = most_taken_by_consumers("10")
    streams = {"OnTableChangeProjectFunction": SHARDS, "OnTableChangeNotifyFunction": SHARDS}
    assert taken == dict.fromkeys(taken, 2) | streams


@pytest.mark.parametrize("account", ["10", "100", "1000"])
def test_a_deployment_reserves_nothing_that_the_account_does_not_have(account: str) -> None:
    template = Template(ROOT / "template.yaml", {"AccountConcurrency": account})
    functions = template.resolver({}).resolve(template.resources_of("AWS::Serverless::Function"))
    reserved = [one["Properties"].get("ReservedConcurrentExecutions", 0) for one in functions.values()]
    assert sum(reserved) <= max(0, int(account) - 100)


def test_frames_are_sent_in_the_order_of_each_shard() -> None:
    """A conversation and its messages are one partition, and so in one shard. Lambda's lanes are by item."""
    [source] = [properties for name, _, properties in SOURCES if name == "OnTableChangeNotifyFunction"]
    assert source["ParallelizationFactor"] == 1


# ── What the gateway answers itself ─────────────────────────────────────────────────────────────────────────────────

# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
TYPES = {
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
}
GATEWAY_RESPONSES = RESOURCES["Api"]["Properties"]["GatewayResponses"]


@pytest.mark.parametrize("kind", sorted(TYPES | GATEWAY_RESPONSES.keys()))
def test_a_response_of_the_gateway_names_its_own_status(kind: str) -> None:
    answer = GATEWAY_RESPONSES[kind]
    text = answer["ResponseTemplates"]["application/json"].replace("$context.error.messageString", '"Why"')
    if kind in TYPES:
        assert json.loads(text)["statusCode"] == answer["StatusCode"]
    else:  # its status would become that of every other type
        assert kind in ("DEFAULT_4XX", "DEFAULT_5XX")
        assert "StatusCode" not in answer


# ── Who may do what ─────────────────────────────────────────────────────────────────────────────────────────────────


# Of consumers that a daily budget makes wait for the next day.
QUEUES_THAT_PAUSE = [
    "OnAgentInvitedQueue",
    "OnConversationResolvedQueue",
    "OnEventExportQueue",
    "OnEventVisitorMailQueue",
    "OnReportReadyQueue",
]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_function_may_do_named_things_to_named_resources(name: str) -> None:
    for statement in statements(name):
        actions = as_list(statement["Action"])
        forbidden = FORBIDDEN - EXCEPTIONS.get(name, set())
        assert not [action for action in actions if "*" in action or action in forbidden]
        resources = as_list(statement["Resource"])
        if actions == ["ses:SendEmail"]:
            assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": "no-reply@example.com"}}
        elif actions == ["sqs:SendMessage"]:
            assert resources == [name.removesuffix("Function") + "Queue.Arn"]
        elif actions == ["sqs:GetQueueUrl", "sqs:SendMessage"]:
            assert name == "OnUpkeepDueFunction"
            assert resources == [f"{queue}.Arn" for queue in QUEUES_THAT_PAUSE]
        elif actions[0].startswith("scheduler:"):
            assert [resource.rpartition(":")[2] for resource in resources] == ["schedule/ScheduleGroup/*"]
        elif actions == ["iam:PassRole"]:
            assert resources == ["ScheduleRole.Arn"]
            assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
        elif actions == ["bedrock:InvokeModel"]:
            assert [r.split(":", 5)[5].split("/")[0] for r in resources] == ["foundation-model", "inference-profile"]
        elif actions == ["execute-api:ManageConnections"]:
            may = {f"WebSocketApi/ws/{method}/@connections/*" for method in ("POST", "DELETE")}
            assert {resource.split(":")[5] for resource in resources} <= may
        else:
            assert {resource.split(".")[0] for resource in resources} <= {
                "Table",
                "Bucket",
                "WebBucket",
                "Bus",
                "SigningSecret",
            }
            assert not [r for r in resources if r.endswith("*") and not r.startswith(("Bucket.Arn/", "WebBucket.Arn/"))]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_function_asks_only_indexes_that_exist(name: str) -> None:
    exist = {index["IndexName"] for index in RESOURCES["Table"]["Properties"]["GlobalSecondaryIndexes"]}
    exist |= {"all", "by_owner"}  # of a table that is being migrated
    for statement in statements(name):
        for resource in as_list(statement["Resource"]):
            if "/index/" in resource:
                assert resource.split("/index/")[1] in exist
                assert statement["Action"] == ["dynamodb:Query"]


def _handler(name: str) -> Any:
    return module(FUNCTIONS[name]["CodeUri"].strip("/").rpartition("/")[2]).handler


def counts(name: str) -> bool:
    """Whether requests count for a limit: that of the endpoint, or that of API tokens."""
    if name.startswith("Ws"):
        return name != "WsDisconnectFunction"
    handler = _handler(name)
    if not isinstance(handler, Handler):
        return False
    of_tokens = not handler.endpoint.is_public and not handler.endpoint.path.startswith("/api/widget/")
    return handler.endpoint.limit is not None or of_tokens


@pytest.mark.parametrize("name", sorted(filter(counts, FUNCTIONS)))
def test_function_whose_requests_count_may_take_tokens(name: str) -> None:
    may = {action for one in statements(name) if one["Resource"] == "Table.Arn" for action in as_list(one["Action"])}
    assert may >= {"dynamodb:GetItem", "dynamodb:UpdateItem"}


@pytest.mark.parametrize("name", ["AgentMessagesSendFunction", "WidgetMessagesSendFunction"])
def test_function_that_reads_a_file_can_see_that_there_is_none(name: str) -> None:
    """S3 returns 403 instead of 404 to callers who may not list the bucket."""
    assert {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": "Bucket.Arn"} in statements(name)


def test_the_public_functions_are_these() -> None:
    open_to_all = {function_of(uri) for uri, operation in INTEGRATIONS if operation.get("security") == [{"NONE": []}]}
    assert open_to_all == PUBLIC
    assert RESOURCES["Api"]["Properties"]["Auth"]["DefaultAuthorizer"] == "Jwt"


# ── Who watches ─────────────────────────────────────────────────────────────────────────────────────────────────────

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
PERSONAL = re.compile(r"\$context\.(identity|authorizer|path\b|customDomain|connectionId|input|requestOverride)")


def on(name: str) -> Any:
    """The template's resources with a parameter switched on."""
    template = Template(ROOT / "template.yaml", {name: "on"})
    return template.resolver({}).resolve(dict(template.resources()))


@pytest.mark.parametrize(("gateway", "setting"), [("Api", "AccessLogSetting"), ("WebSocketStage", "AccessLogSettings")])
def test_access_logs_are_off_or_without_personal_data(gateway: str, setting: str) -> None:
    assert setting not in RESOURCES[gateway]["Properties"]
    text = on("AccessLogs")[gateway]["Properties"][setting]["Format"]
    assert json.loads(text)["requestId"] == "$context.requestId"
    assert not PERSONAL.search(text)


def test_the_dashboard_shows_what_there_is() -> None:
    body = json.loads(on("Dashboard")["OperationsDashboard"]["Properties"]["DashboardBody"])
    assert len(body["widgets"]) == 7
    metrics = [part for one in body["widgets"] for metric in one["properties"]["metrics"] for part in metric]
    shown = {"Table", "WebSocketApi", "OnTableChangeNotifyFunction", "OnTableChangeProjectFunction"}
    assert shown <= {part for part in metrics if isinstance(part, str)}


LONG = 100  # an ARN, a queue's URL, an address
SPARE = 512  # for longer names of stacks, and what somebody adds

# ── What CloudFormation takes ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def translated() -> dict[str, Any]:
    """The resources that SAM makes of the template."""
    document: Any = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    for resource in document["Resources"].values():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind in ("AWS::Serverless::Function", "AWS::Serverless::LayerVersion"):  # as `sam package` leaves them
            properties["CodeUri" if kind.endswith("Function") else "ContentUri"] = "s3://bucket/key"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        resources: dict[str, Any] = Translator({}, Parser()).translate(document, {})["Resources"]
    return resources


def test_who_is_throttled_by_the_gateway_is_told_as_by_every_limit() -> None:
    throttled = GATEWAY_RESPONSES["THROTTLED"]
    assert throttled["StatusCode"] == 429
    headers = throttled["ResponseParameters"]["Headers"]
    assert {name: headers[name] for name in ("Retry-After", "RateLimit", "RateLimit-Policy")} == {
        "Retry-After": "'1'",
        "RateLimit": "'\"gateway\";r=0;t=1'",
        "RateLimit-Policy": "'\"gateway\";q=2000;w=1'",
    }
    answer = json.loads(throttled["ResponseTemplates"]["application/json"])
    assert (answer["statusCode"], answer["data"]) == (429, {"code": "RATE_LIMITED"})


def test_the_gateway_throttles_each_method_and_most_of_all_what_strangers_may_write() -> None:
    """For all callers together: it is the wall behind the limits, which tell callers apart."""
    parameters = Template(ROOT / "template.yaml", {"GatewayRequests": "2000"})
    settings = parameters.resolver({}).resolve(dict(parameters.resources()))["Api"]["Properties"]["MethodSettings"]
    rates = {(one["ResourcePath"], one["HttpMethod"]): float(one["ThrottlingRateLimit"]) for one in settings}
    assert rates.pop(("/*", "*")) == 2000
    assert all(one["ThrottlingBurstLimit"] for one in settings)
    endpoints = [one.endpoint for one in map(_handler, FUNCTIONS) if isinstance(one, Handler)]
    strangers = {
        ("/" + endpoint.path.replace("/", "~1"), "POST")
        for endpoint in endpoints
        if endpoint.is_public and endpoint.path.startswith("/api/auth/") and "POST" in endpoint.methods
    }
    assert rates.keys() == strangers
    assert max(rates.values()) <= 50


def test_a_firewall_is_in_front_if_the_deployment_names_one() -> None:
    arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mine/a1b2"
    for parameters, expected in (({}, None), ({"WebAclArn": arn}, arn)):
        template = Template(ROOT / "template.yaml", parameters)
        found = template.resolver({}).resolve(dict(template.resources()))
        (distribution,) = (one for one in found.values() if one["Type"] == "AWS::CloudFront::Distribution")
        assert distribution["Properties"]["DistributionConfig"].get("WebACLId") == expected


def test_there_is_room_for_more_resources(translated: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """CloudFormation allows 500; this fails well before that."""
    counted = Counter(resource["Type"] for resource in translated.values())
    with capsys.disabled():
        print(f"\n{counted.total()} resources:", ", ".join(f"{n} {kind}" for kind, n in counted.most_common(6)))
    assert counted.total() <= 450


def test_functions_are_granted_locally_what_sam_grants_their_roles(translated: dict[str, Any]) -> None:
    resolver = TEMPLATE.resolver({})
    granted = grants(TEMPLATE, resolver)
    assert granted.keys() == FUNCTIONS.keys()
    for name, mine in granted.items():
        role, _ = translated[name]["Properties"]["Role"]["Fn::GetAtt"]
        policies = resolver.resolve(translated[role]["Properties"].get("Policies", []))
        theirs = [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]
        # With which Lambda itself delivers what a stream's consumer gave up.
        delivery = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "DeadLetterQueue.Arn"}
        assert [one["document"] for one in mine["statements"]] == [one for one in theirs if one != delivery]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_environment_of_a_function_is_small_enough(name: str) -> None:
    """4 KB in all, names and values. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

    Where a resource's name or ARN is filled in, or a parameter, this counts what it may become.
    """
    variables = GLOBALS["Environment"]["Variables"] | FUNCTIONS[name].get("Environment", {}).get("Variables", {})
    size = 0
    for variable, value in variables.items():
        default = TEMPLATE.resolver({}).resolve(value)
        is_ours = isinstance(value, dict)  # of a parameter, or of a resource that is made
        size += len(variable) + (max(len(str(default)), LONG) if is_ours else len(str(value)))
    assert size <= 4096 - SPARE


# ── Running it ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_apis_invoke_functions_with_their_role_and_need_no_permission_for_each() -> None:
    assert {operation["x-amazon-apigateway-integration"]["credentials"] for _, operation in INTEGRATIONS} == {
        "ApiRole.Arn"
    }
    assert {one["CredentialsArn"] for one in of_type("AWS::ApiGatewayV2::Integration").values()} == {"ApiRole.Arn"}
    [statement] = RESOURCES["ApiRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    [(key, stack)] = statement["Condition"]["StringEquals"].items()
    assert TEMPLATE.resolver({}).resolve(GLOBALS["Tags"]) == {key.removeprefix("aws:ResourceTag/"): stack}


@pytest.mark.parametrize("name", sorted({function_of(uri) for uri, _ in INTEGRATIONS}))
def test_endpoints_time_out_before_api_gateway_does(name: str) -> None:
    assert FUNCTIONS[name].get("Timeout", GLOBALS["Timeout"]) <= 29


def test_logs_end_some_day() -> None:
    assert GLOBALS["LoggingConfig"]["LogGroup"] == {"Ref": "Logs"}
    assert int(RESOURCES["Logs"]["Properties"]["RetentionInDays"]) == 30


def test_environment_holds_no_secret() -> None:
    assert all("SECRET" not in name or name.endswith("_ARN") for name in GLOBALS["Environment"]["Variables"])


def test_no_variable_is_one_thing_to_one_function_and_another_to_the_next() -> None:
    """Locally, functions share their environment."""
    given: defaultdict[str, set[str]] = defaultdict(set)
    for properties in FUNCTIONS.values():
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            given[name].add(str(value))
    assert {name: values for name, values in given.items() if len(values) > 1} == {}


@pytest.mark.parametrize(
    ("parameters", "granted"),
    [
        ({"Analyser": "bedrock"}, {"bedrock:InvokeModel"}),
        ({"Analyser": "embedded", "OpenAiKeyArn": "arn:of:a:key"}, set()),
        ({"Analyser": "openai"}, set()),
        ({"Analyser": "openai", "OpenAiKeyArn": "arn:of:a:key"}, {"secretsmanager:GetSecretValue"}),
    ],
    ids=str,
)
def test_only_the_chosen_analyzer_is_granted_what_it_needs(parameters: dict[str, str], granted: set[str]) -> None:
    template = Template(ROOT / "template.yaml", parameters)
    function = template.resolver({}).resolve(dict(template.resources())["OnConversationResolvedFunction"])
    [policy] = function["Properties"]["Policies"]
    actions = {action: one["Resource"] for one in policy["Statement"] for action in as_list(one["Action"])}
    assert {name for name in actions if not name.startswith(("dynamodb:", "s3:"))} == granted
    assert actions.get("secretsmanager:GetSecretValue", "arn:of:a:key") == "arn:of:a:key"


# ── Who deploys it ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_readme_explains_every_parameter_with_its_default_and_no_other() -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    explained = dict(re.findall(r"^\| `([A-Z]\w+)` \| (?:`(.+?)`|none|the stack's) \|", readme, re.MULTILINE))
    assert explained == {name: str(one["Default"]) for name, one in TEMPLATE.document["Parameters"].items()}


@pytest.mark.parametrize(
    ("sender", "is_taken"),
    [
        ("no-reply@example.com", True),
        ("Company <no-reply@example.com>", False),
        ("<no-reply@example.com>", False),
        ('"Company" no-reply@example.com', False),
        ("example.com", False),
    ],
)
def test_the_sender_is_an_address_alone_as_functions_may_send_from(sender: str, is_taken: bool) -> None:
    """`ses:FromAddress` is the address without its display name, and the policies compare the whole parameter."""
    pattern = TEMPLATE.document["Parameters"]["MailFrom"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, sender)) is is_taken


# The stream's readers are costed by what they read: columns of the table, and docs/realtime.md.
OF_THE_STREAM = {"OnTableChangeProjectFunction", "OnTableChangeNotifyFunction"}


def test_the_data_model_says_what_each_function_costs_that_uses_the_table() -> None:
    document = (ROOT / "docs/data-model.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(\w+)[^`]*`[^|]*\|.+\|.+\|.+\|.+\|", document, re.MULTILINE))
    using = {name for name in FUNCTIONS if "dynamodb:" in str(statements(name))} - OF_THE_STREAM
    folders = {FUNCTIONS[name]["CodeUri"].removeprefix("functions/").rstrip("/") for name in using}
    assert folders - rows == set(), "run `.venv/dev/bin/python -m benchmarks.dynamodb.capacity`"
