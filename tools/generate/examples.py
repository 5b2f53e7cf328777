"""Example requests: the bodies of the API reference's curl lines, and the same for what it does not list."""

from typing import Any

ULID = "01HX5ZZKBKACTAV9WEVGEMMVRZ"
CONVERSATION, VISITOR, AGENT, SITE = (f"{prefix}_{ULID}" for prefix in ("cnv", "vis", "usr", "site"))
TENANT, INVITATION, MESSAGE, API_KEY, EVENT = (f"{prefix}_{ULID}" for prefix in ("ten", "inv", "msg", "key", "evt"))
REPORT = f"rpt_{ULID}"
VISITOR_EXPORT = f"exp_{ULID}"
API_TOKEN = f"tok_{ULID}"
SESSION = f"ses_{ULID}"
WEBHOOK = f"whk_{ULID}"
BLOCK = f"blk_{ULID}"
CANNED_REPLY = f"rpl_{ULID}"
LABEL = f"lbl_{ULID}"
MESSAGE = f"msg_{ULID}"
VIEW = f"view_{ULID}"
TEAM = f"team_{ULID}"
IDS = {
    "agents": AGENT,
    "api-keys": API_KEY,
    "blocks": BLOCK,
    "canned-replies": CANNED_REPLY,
    "conversations": CONVERSATION,
    "invitations": INVITATION,
    "labels": LABEL,
    "messages": MESSAGE,
    "reports": REPORT,
    "sessions": SESSION,
    "sites": SITE,
    "teams": TEAM,
    "tokens": API_TOKEN,
    "views": VIEW,
    "visitors": VISITOR,
    "webhooks": WEBHOOK,
}
FILES = {"files": [{"fileName": "guide.pdf", "mimeType": "application/pdf", "size": 48213}]}
PUSH_ENDPOINT = "https://push.example.com/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
TOKEN = "the-token-from-the-mail"
RETURNED = {
    "state": "the-state-that-came-back",
    "binding": "what-the-browser-kept",
    "authorizationCode": "the-code-of-the-provider",
}

BODIES: dict[str, dict[str, Any]] = {
    "authLogin": {"email": "admin@company.com", "password": "yourpassword"},
    "authSignInBegin": {"workspaceId": TENANT},
    "authSignInComplete": RETURNED,
    "authIdentityLink": RETURNED,
    "tenantSignInSet": {
        "name": "Acme",
        "issuer": "https://login.company.com",
        "clientId": "connextlive",
        "clientSecret": "the-secret-of-the-client",
        "domains": ["company.com"],
        "passwords": "ALLOWED",
        "newcomers": "REFUSED",
        "secondFactor": "PROVIDER",
    },
    "authSecondFactorBegin": {"password": "yourpassword"},
    "authSecondFactorConfirm": {"code": "123456"},
    "authSecondFactorRenewCodes": {"code": "123456"},
    "authSecondFactorTurnOff": {"password": "yourpassword", "code": "123456"},
    "authRegister": {
        "companyName": "Acme",
        "name": "Alice Jones",
        "email": "admin@company.com",
        "password": "yourpassword",
    },
    "authAcceptInvite": {"token": TOKEN, "password": "yourpassword"},
    "authForgotPassword": {"email": "admin@company.com"},
    "authConfirmEmail": {"token": TOKEN},
    "authResetPassword": {"token": TOKEN, "password": "yournewpassword"},
    "tenantConversationsSetStatus": {"status": "WAITING"},
    "tenantConversationsSnooze": {"isSnoozed": True},
    "agentConversationsSnooze": {"isSnoozed": True},
    "tenantLabelsSet": {"labels": ["billing", "urgent"]},
    "tenantAttributesSet": {"attributes": {}},
    "tenantConversationsExport": {"from": "2026-01-01T00:00:00Z", "status": ["CLOSED"]},
    "tenantConversationsBulk": {"conversationIds": [CONVERSATION], "action": "label", "addLabels": ["billing"]},
    "tenantConversationsAssign": {"agentId": AGENT},
    "tenantConversationsUndo": {"version": 4},
    "agentConversationsUndo": {"version": 4},
    "widgetConversationsMailTranscript": {"email": "jane@example.com"},
    "ratingsCreate": {"token": TOKEN, "score": 5, "comment": "Quick!"},
    "tenantMessagesSend": {"content": "I look into this myself. A moment, please."},
    "tenantVisitorsUpdate": {"tags": ["vip", "enterprise"], "notes": "High priority account"},
    "tenantVisitorsHold": {"onHold": True},
    "tenantVisitorsMerge": {"intoVisitorId": VISITOR},
    "tenantConversationsHold": {"onHold": True},
    "tenantBlocksCreate": {"visitorId": VISITOR, "expiresAt": "2027-06-01T12:00:00Z", "reason": "Sells links"},
    "agentVisitorsBlock": {"isBlocked": True, "reason": "Sells links"},
    "tenantAgentsInvite": {"name": "Bob Smith", "email": "bob@company.com"},
    "tenantAgentsUpdate": {"name": "Bob Smith", "status": "INACTIVE"},
    "tenantAgentsUpdatePost": {"name": "Bob Smith", "status": "INACTIVE"},
    "tenantWorkspaceUpdate": {
        "name": "Acme Support",
        "language": "en",
        "timezone": "UTC",
        "settings": {"notifications": {"visitorSound": True, "agentSound": False}},
    },
    "tenantWorkspaceDelete": {"password": "yourpassword"},
    "tenantOwnershipOffer": {"agentId": AGENT, "password": "yourpassword"},
    "tenantOwnershipAccept": {"password": "yourpassword"},
    "agentResolutionsReview": {"outcome": "UNRESOLVED", "topics": ["Billing"]},
    "tenantResolutionsReview": {"outcome": "UNRESOLVED", "topics": ["Billing"]},
    "tenantTopicsUpdate": {
        "topics": [
            {"name": "Billing", "keywords": ["invoice", "refund", "credit card"]},
            {"name": "Shipping", "keywords": ["delivery", "parcel", "tracking"]},
        ],
        "dismissed": ["Weather"],
    },
    "tenantLabelsCreate": {"name": "Billing", "color": "#2563eb"},
    "tenantLabelsUpdate": {"name": "Invoices", "isArchived": True},
    "tenantTeamsCreate": {"name": "Billing"},
    "tenantTeamsUpdate": {"name": "Payments", "memberIds": [AGENT]},
    "tenantViewsCreate": {"name": "Unpaid", "filters": {"status": ["WAITING", "ACTIVE"], "labels": ["billing"]}},
    "tenantViewsUpdate": {"name": "Waiting for nobody"},
    "tenantCannedRepliesCreate": {
        "shortcode": "refund",
        "content": "Hello {{visitor.name|there}}, your refund is on its way.",
        "translations": {"de": "Hallo {{visitor.name}}, Ihre Erstattung ist unterwegs."},
    },
    "tenantCannedRepliesUpdate": {"content": "Your refund is on its way."},
    "tenantApiKeysCreate": {
        "name": "Production Widget",
        "domains": '["company.com", "www.company.com"]',
        "status": "ACTIVE",
    },
    "tenantTokensCreate": {"name": "CRM", "scopes": ["tenant:read", "tenant:write"]},
    "tenantReportsCreate": {"period": "week", "from": "2026-01-05", "to": "2026-02-01"},
    "tenantReportScheduleUpdate": {"weekly": True, "monthly": True, "recipients": ["boss@company.com"]},
    "tenantSitesUpdate": {"name": "Help centre"},
    "tenantWebhooksCreate": {
        "url": "https://crm.company.com/hooks/chat",
        "events": ["conversation.created", "message.created"],
        "description": "CRM",
    },
    "tenantWebhooksUpdate": {"events": ["*"], "status": "ACTIVE"},
    "agentProfileUpdate": {"name": "Bob Smith", "preferences": {"sound": False}},
    "agentProfileSetAvatar": {"mimeType": "image/png", "size": 48213},
    "agentPushSubscriptionsCreate": {
        "endpoint": PUSH_ENDPOINT,
        "keys": {
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        },
    },
    "agentPushSubscriptionsDelete": {"endpoint": PUSH_ENDPOINT},
    "agentCannedRepliesCreate": {
        "shortcode": "refund",
        "content": "Hello {{visitor.name|there}}, your refund is on its way.",
        "translations": {"de": "Hallo {{visitor.name}}, Ihre Erstattung ist unterwegs."},
    },
    "agentCannedRepliesUpdate": {"content": "Your refund is on its way."},
    "agentLabelsSet": {"labels": ["billing", "urgent"]},
    "agentAttributesSet": {"attributes": {}},
    "agentViewsCreate": {"name": "Mine", "filters": {"status": ["ACTIVE"], "agentId": "me"}},
    "agentViewsUpdate": {"filters": {"agentId": "unassigned"}},
    "agentVisitorsUpdate": {"userPhone": "+1 555 0100", "notes": "Prefers to be called"},
    "agentMessagesSend": {"content": "Hi! How can I help you today?"},
    "agentMessagesUpdate": {"conversationId": CONVERSATION, "content": "Hi! How can we help you today?"},
    "agentMessagesDelete": {"conversationId": CONVERSATION},
    "agentCannedRepliesUpload": FILES,
    "tenantCannedRepliesUpload": FILES,
    "agentAttachmentsCreate": FILES,
    "agentConversationsBulk": {"conversationIds": [CONVERSATION], "action": "resolve"},
    "agentConversationsAssign": {"agentId": AGENT},
    "widgetSessionsCreate": {
        "userName": "Jane Doe",
        "userEmail": "jane@example.com",
        "currentUrl": "https://company.com/pricing",
        "language": "en",
    },
    "widgetMessagesSend": {"content": "Hello, do you ship to Norway?", "clientMessageId": "c-1"},
    "widgetMessagesUpdate": {"content": "Hello, do you ship to Norway and Iceland?"},
    "widgetAttachmentsCreate": FILES,
    "widgetConversationsMarkRead": {},
    "widgetConversationsRate": {"score": 5, "comment": "Quick and friendly"},
    "widgetConversationsComment": {"comment": "Quick and friendly"},
    "widgetHeartbeat": {"currentUrl": "https://company.com/pricing", "title": "Prices"},
    "widgetProactiveMessagesShow": {"id": "pricing", "displayId": "d-1", "language": "en"},
}


def id_in(path: str) -> str:
    """An ID of the kind that the path's `{id}` stands for."""
    return IDS[path.split("/{id}")[0].rpartition("/")[2]]
