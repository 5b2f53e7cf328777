"""Rules of CONTRIBUTING.md that can be checked in the code; import-linter checks those about imports."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from connextlive.core.errors import DomainError
from tools import ROOT

PACKAGE = ROOT / "shared/connextlive"
FUNCTIONS = sorted((ROOT / "functions").glob("*/app.py"))
REQUESTS = [path for path in FUNCTIONS if not path.parent.name.startswith(("on_", "ws_", "authorizer"))]
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "generated" not in path.parts)
SCHEMAS = [path for path in MODULES if path.parent.name == "schemas"]
# What is below the entities, or shows what they are: none of it knows how a key is spelled.
KEYLESS = [*FUNCTIONS, *SCHEMAS, *(path for path in MODULES if path.is_relative_to(PACKAGE / "lambdas"))]
ERRORS = {error.__name__ for error in DomainError.__subclasses__()}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT).parent if path.name == "app.py" else path.relative_to(PACKAGE))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def keys(path: Path) -> Iterator[str]:
    """What looks like building or splitting a key: `#` in an f-string, and as a separator."""
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr) and any("#" in ast.unparse(part) for part in node.values):
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and node.value == "#":
            yield "#"


def parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in ("self", "cls")]


@pytest.mark.parametrize("path", KEYLESS, ids=name)
def test_keys_are_spelled_by_entities_alone(path: Path) -> None:
    assert list(keys(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_the_tenant_comes_first(path: Path) -> None:
    public = (node for node in nodes(path) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))
    assert [one.name for one in public if "tenant_id" in parameters(one)[1:]] == []


@pytest.mark.parametrize("path", REQUESTS, ids=name)
def test_endpoints_catch_nothing(path: Path) -> None:
    assert not [node for node in nodes(path) if isinstance(node, ast.Try)]


@pytest.mark.parametrize("path", REQUESTS, ids=name)
def test_endpoints_are_a_few_lines(path: Path) -> None:
    [handler] = [node for node in nodes(path) if isinstance(node, ast.FunctionDef) and node.name == "handler"]
    assert (handler.end_lineno or 0) - handler.lineno <= 15


@pytest.mark.parametrize("path", SCHEMAS, ids=name)
def test_schemas_have_docstrings(path: Path) -> None:
    """Schemas are part of the OpenAPI document, with their docstrings."""
    classes = [node for node in nodes(path) if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    assert [one.name for one in classes if not ast.get_docstring(one)] == []


@pytest.mark.parametrize("path", SCHEMAS, ids=name)
def test_schemas_read_and_sign_nothing(path: Path) -> None:
    """Handlers do, where one sees what a request costs. Schemas name entities' classes, not their modules."""
    imports = [node for node in nodes(path) if isinstance(node, ast.ImportFrom) and node.module]
    modules = {f"{node.module}.{one.name}" for node in imports for one in node.names if one.name.islower()}
    pure = ("connextlive.core.", "connextlive.identity.hosts")
    ours = {one for one in modules if one.startswith("connextlive.") and not one.startswith(pure)}
    assert [one for one in sorted(ours) if (ROOT / "shared" / f"{one.replace('.', '/')}.py").exists()] == []
    assert not [node.module for node in imports if str(node.module).startswith("connextlive.aws")]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_errors_are_made_where_they_are_raised(path: Path) -> None:
    """One that is made at import keeps, in its traceback, the frames of every request that raised it."""
    made = (node.value for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign))
    assert [ast.unparse(one) for one in made if isinstance(one, ast.Call) and ast.unparse(one.func) in ERRORS] == []


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

PYTHON = sorted(
    path
    for folder in ("benchmarks", "functions", "local", "shared/connextlive", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if not {"generated", "node_modules", "vendor"} & {*path.parts}
)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
SUPPRESSION = re.compile(r"# (?:noqa|type: ignore)(?P<what>[^#]*)(?P<reason># \S.*)?")
BRITISH = re.compile(
    r"\b(?:analys(?:e|ed|er|ers|ing)|\w*labell(?:ed|ing)|cancell(?:ed|ing)|catalogues?|centres?|licences?"
    r"|(?:behavi|col|fav|hon|neighb)our\w*|(?:initial|normal|organ|real|recogn|serial|synchron)is(?:e|ed|es|ing|ation))\b",
    re.IGNORECASE,
)


def tokens(path: Path) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)


def test_a_suppression_says_why() -> None:
    """Beside it; of imports that cannot come first, above them."""
    comments = (
        (f"{path.relative_to(ROOT)}:{one.start[0]}", SUPPRESSION.search(one.string))
        for path in PYTHON
        for one in tokens(path)
        if one.type == tokenize.COMMENT
    )
    assert [where for where, found in comments if found and not (found["reason"] or "E402" in found["what"])] == []


def test_spelling_is_american() -> None:
    """In documents, docstrings and comments; names in code are words of their libraries and of the API."""
    prose = [(path, re.sub(r"`[^`]*`", "", path.read_text(encoding="utf-8"))) for path in DOCUMENTS]
    for path in PYTHON:
        said = (
            one.string
            for one in tokens(path)
            if one.type == tokenize.COMMENT or (one.type == tokenize.STRING and one.string.startswith('"""'))
        )
        prose.append((path, re.sub(r"`[^`]*`", "", "\n".join(said))))
    assert [(path.name, found) for path, text in prose for found in BRITISH.findall(text)] == []


# ── Types between packages ───────────────────────────────────────────────────────────────────────────────────────────

LOOSE = {"Any", "Values", "Image", "Detail"}  # the last three are names for dictionaries of anything
# They speak DynamoDB's and AWS's own JSON. Whoever reads an item casts its values to its entity's type.
SPEAKING_JSON = ("aws", "table")
UNTYPED = {
    "what a request gives, as its schema has validated it; whoever takes it has a type with the same fields": {
        "Body.changes",
        "ViewChanges.changes",
        "ProfileBody.changes",
        "VisitorBody.changes",
        "identity/positions.update",
        "identity/user.update",
        "identity/workspace.update",
    },
    "the workspace's free JSON: whoever uses the API may add to it": {
        "Known.changes",
        "Rules.of",
        "Known.known",
        "Known.of",
        "WidgetView.settings",
        "Workspace.settings",
        "WorkspaceView.settings",
        "core/merge_patch.merged_field",
        "identity/assistance.is_on",
        "identity/budget.spend",
        "identity/conversation_rules.of",
        "identity/budget.spend_now",
        "identity/retention.of",
    },
    "an image of the stream, of whichever entity it is": {
        "Change.of",
        "counters.agent_at_closing",
        "counters.counts_of",
        "counters.record",
        "counters.settle",
        "search/index.entry",
        "search/index.update",
    },
    "what was found by its words, of whichever entity it is": {
        "Candidate.texts",
        "Match.values",
        "search/index.explain",
        "Manifest.of",
    },
    "an event's JSON on the bus, before it is one of our classes, and after": {
        "Event.detail",
        "Event.facts",
        "Event.of",
        "lambdas/consumer.consumer",
        "lambdas/queue.send",
    },
    "a request or response of any endpoint, before and after its schema": {
        "BulkError.data",
        "Caller.of_context",
        "Endpoint.answer",
        "Endpoint.sender",
        "ApiKeyBody.model_validate_json",
        "chat/proof_of_work.excuse",
        "lambdas/answers.busy",
        "lambdas/limits.check",
    },
    "a value of any type, handed on as it is": {
        "core/spreadsheets.csv_of",
        "core/spreadsheets.rows",
        "core/together.together",
    },
}


def untyped(path: Path) -> Iterator[tuple[str, str]]:
    """What a module offers to others whose type says nothing: as they name it, and as `UNTYPED` does."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    module = str(path.relative_to(PACKAGE).with_suffix(""))
    for node in body:
        if isinstance(node, ast.FunctionDef):
            if not node.name.startswith("_") and is_loose(node):
                yield f"{module}.{node.name}", f"{module}.{node.name}"
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for one in node.body:
                named = one.target if isinstance(one, ast.AnnAssign) else one
                called = getattr(named, "name", "") or getattr(named, "id", "")
                if called and not called.startswith("_") and is_loose(one):
                    yield called, f"{node.name}.{called}"


def is_loose(node: ast.AST) -> bool:
    annotations: list[ast.AST | None] = []
    if isinstance(node, ast.FunctionDef):
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        annotations = [node.returns, *(one.annotation for one in every if one)]
    elif isinstance(node, ast.AnnAssign):
        annotations = [node.annotation]
    text = " ".join(ast.unparse(one) for one in annotations if one)
    return not LOOSE.isdisjoint(re.findall(r"\w+", text))


def names_used(path: Path) -> set[str]:
    """What a module takes of others: functions with their modules, and attributes of whatever object."""
    imports = [node for node in nodes(path) if isinstance(node, ast.ImportFrom)]
    ours = [(node.module or "", one) for node in imports for one in node.names]
    modules = {one.asname or one.name: f"{of}.{one.name}" for of, one in ours}
    found = {f"{of}.{one.name}" for of, one in ours}
    for node in nodes(path):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
            if isinstance(node.value, ast.Name) and node.value.id in modules:
                found.add(f"{modules[node.value.id]}.{node.attr}")
    return {one.removeprefix("connextlive.").replace(".", "/", one.count(".") - 2) for one in found}


def test_what_goes_between_packages_has_a_type() -> None:
    """No `Any` and no dictionary of anything, but for `UNTYPED`, in what another package or a function uses."""
    users: dict[str, set[str]] = {}
    for path in [*MODULES, *FUNCTIONS]:
        for one in names_used(path):
            users.setdefault(one, set()).add(package(path))
    offered = [
        (package(path), called, full)
        for path in MODULES
        if package(path) not in SPEAKING_JSON
        for called, full in untyped(path)
    ]
    found = {full for of, called, full in offered if users.get(called, set()) - {of}}
    assert found == {name for names in UNTYPED.values() for name in names}


def package(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0] if path.is_relative_to(PACKAGE) else "functions"
