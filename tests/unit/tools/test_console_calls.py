"""Whatever a person would use has its place in the console."""

import json
import re

from tools import ROOT

CONSOLE = ROOT / "web" / "console" / "src"
CALL = re.compile(r"\bapi\.(GET|POST|PUT|PATCH|DELETE)\(\s*'(/api/[^']+)'")
# What the console does not call, and why.
ELSEWHERE = {
    "GET /api/docs": "the documentation itself, to be read",
    "GET /api/openapi.json": "for programs",
    "GET /api/reports": "the page that a mail leads to",
    "GET /api/tenant/agents/{id}": "the list of agents has all of each",
    "GET /api/tenant/conversations/{id}/labels": "a conversation comes with its labels",
    "GET /api/tenant/webhooks/{id}": "the list of webhooks has all of each",
    "POST /api/ratings": "the page that a mail leads to",
    "POST /api/tenant/agents/{id}": "PATCH for clients that have none",
    "PUT /api/agent/conversations/{id}/labels": "labels are added and removed, so that a colleague's stay",
    "PUT /api/tenant/conversations/{id}/labels": "labels are added and removed, so that a colleague's stay",
}


def test_every_operation_is_called_by_the_console_or_named_with_its_reason() -> None:
    document = json.loads((ROOT / "shared/connextlive/generated/openapi.json").read_bytes())
    operations = {
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method in methods
        if method != "parameters" and not path.startswith("/api/widget/")
    }
    sources = [path.read_text(encoding="utf-8") for path in CONSOLE.rglob("*") if path.suffix in (".ts", ".svelte")]
    called = {f"{method} {path}" for source in sources for method, path in CALL.findall(source)}
    assert called <= operations
    assert operations - called == ELSEWHERE.keys()
