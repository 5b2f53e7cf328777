"""The OpenAPI document against the API: requests of every kind, made by schemathesis from the document, among them
sequences in which an answer's IDs are the next request's. None of them is answered with a server's fault, a status that
the document does not tell of, or a body that is not as it says.

A few thousand with a fixed seed in a test run; with `make fuzz` more than 20,000, of another seed each time.
"""

import re
from pathlib import Path

from tests.api.routes import ROUTES
from tests.clients.test_clients import DOCUMENT, PYTHON, run
from tests.fuzz.conftest import Served
from tests.support.fuzzing import FACTOR
from tests.support.isolation import Workspace, kind_of_id

CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance"
EXAMPLES = 2 * max(1, FACTOR)  # of each operation, beside those that the document's limits give
SEED = ("--seed", "1") if not FACTOR else ()
CALLERS = {
    "tenant/": "CUSTOMER",
    "agent/": "AGENT",
    "widget/": "VISITOR",
    "auth/(?!sessions/)": "CUSTOMER",
    "auth/sessions/": "colleague",  # whose sessions no answer names: with an ended one, all further requests are a 401
}


def test_no_answer_is_other_than_documented(served: Served, tmp_path: Path) -> None:
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(callers_of(served.workspace) + ids_in(served.workspace), encoding="utf-8")
    output = run(
        PYTHON / "schemathesis",
        *("--config-file", configuration, "run", DOCUMENT, "--url", served.url),
        *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", str(EXAMPLES), *SEED),
        *("--workers", "1", "--continue-on-failure", "--warnings", "off", "--suppress-health-check", "all"),
        *("--request-timeout", "60", "--generation-database", "none"),
        folder=tmp_path,  # it leaves what it found
        patience=900 + 60 * EXAMPLES,
    )
    made = re.search(r"(\d+) generated", output)
    assert made, output
    assert int(made[1]) > (20_000 if FACTOR else 25 * len(ROUTES))
    print(output[output.index("= SUMMARY") :])  # for `make fuzz`


def callers_of(workspace: Workspace) -> str:
    """Who makes the requests of each audience."""
    table = """[[operations]]
include-path-regex = "^/api/{}"
headers = {{ "Authorization" = "Bearer {}", "X-API-Key" = "{}" }}

"""
    key = workspace.secrets["key"]
    return "[auth]\nauto-signup = false\n\n" + "".join(
        table.format(area, workspace.tokens[role], key) for area, role in CALLERS.items()
    )


def ids_in(workspace: Workspace) -> str:
    """Real IDs for operations that do not delete: with an unknown ID, a path is only ever a 404."""
    lasting = [route for route in ROUTES if route.takes_id and route.method != "DELETE"]
    table = '[[operations]]\ninclude-name = "{} {}"\nparameters = {{ "path.id" = "{}" }}\n'
    # Of the team, whoever makes no requests: with the first change to INACTIVE, the agent's would all be a 401.
    ids = workspace.ids | {"agent": workspace.ids["colleague"]}
    return "\n".join(table.format(route.method, route.path, ids[kind_of_id(route)]) for route in lasting)
