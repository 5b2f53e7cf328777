"""The trimmed layers contain everything that functions use; what few functions use is in separate layers."""

import ast
import importlib.util
import json
import os
import re
import shutil
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import babel
import botocore
import botocore.exceptions
import pytest

from connextlive.core.i18n import LANGUAGES
from local.cloudformation.template import Template
from tests.support.interpreters import in_a_process
from tools import ROOT
from tools.commands import output

LAYER = ROOT / "layers" / "dependencies"
RENDERING = ROOT / "layers" / "rendering"


def listed(name: str, layer: Path) -> list[str]:
    """A list in a layer's Makefile."""
    found: list[str] = re.findall(rf"^{name} = (.*)$", (layer / "Makefile").read_text(), re.MULTILINE)
    return found[0].split()


SERVICES = listed("SERVICES", LAYER)
MAKE_CLIENTS = """
import botocore, botocore.session, sys
from botocore.exceptions import EndpointConnectionError
assert botocore.__file__.startswith(sys.argv[1]), botocore.__file__
clients = {
    name: botocore.session.Session().create_client(name, region_name="eu-central-1", endpoint_url="http://127.0.0.1:1")
    for name in sys.argv[2:]
}
try:
    clients["s3"].delete_objects(Bucket="files", Delete={"Objects": [{"Key": "one"}]})
except EndpointConnectionError:
    pass
"""


STAND_INS = """
import sys, jwt, pydantic, pydantic_core.core_schema, typing
from typing_inspection import typing_objects
from connextlive.chat.schemas import conversations, visitors
from tools.generate.operations import operations
assert pydantic.__file__.startswith(sys.argv[1]), pydantic.__file__
assert issubclass(pydantic_core.core_schema.CoreConfig, dict) and not hasattr(jwt.PyJWKClient, "fetch_data")
members = [typing.Any, typing.Union, typing.Generic, typing.Self, typing.TypeVar("T"), typing.ForwardRef("T"), int]
checks = (typing_objects.is_any, typing_objects.is_union, typing_objects.is_generic, typing_objects.is_self)
checks += (typing_objects.is_typevar, typing_objects.is_forwardref)
assert [[check(of) for of in members] for check in checks] == [[n == m for n in range(7)] for m in range(6)]
assert jwt.decode(jwt.encode({"a": 1}, "x" * 32), "x" * 32, ["HS256"]) == {"a": 1}
for operation in operations():
    for shape in (operation.endpoint.answer, operation.endpoint.parameters.get("body")):
        if hasattr(shape, "model_json_schema"):
            shape.model_json_schema()
"""


# A first call, of a function whose answer is signed; the modules that came with it, and those that should never come.
FIRST_CALL = """
import os, sys
from connextlive.lambdas import prebuilt
from connextlive.table import orm
from connextlive.aws import transport
before = set(sys.modules)
request = transport._encoded({"TableName": "connextlive", "Limit": 50, "ScanIndexForward": True})
try:
    transport._opened(transport.Url.of(f"https://localhost:{sys.argv[1]}"), 1)
except OSError:
    pass
unwanted = {"ipaddress", "pathlib", "random", "urllib.parse", "uuid"}.intersection(sys.modules)
print(*sorted(set(sys.modules) - before | unwanted))
"""


# Names of exceptions and of their bases, and whether calls made it load those that they do not raise.
EXCEPTIONS = """
import json, sys
import botocore.exceptions
from connextlive.aws import transport
from connextlive.table import orm
early = "botocore._further_exceptions" in sys.modules
found = [getattr(botocore.exceptions, name) for name in json.loads(sys.argv[1])]
print(json.dumps([early, [[one.__name__, [base.__name__ for base in one.__mro__]] for one in found]]))
"""


def trimmer() -> ModuleType:
    specification = importlib.util.spec_from_file_location("trim", LAYER / "trim.py")
    assert specification is not None
    assert specification.loader is not None
    trim = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(trim)
    return trim


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with trimmed packages."""
    folder = tmp_path_factory.mktemp("trimmed")
    packages = Path(botocore.__file__).parent.parent
    for name in ("botocore", "jwt", "pydantic", "pydantic_core", "pynamodb", "typing_inspection", "urllib3"):
        ignored = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(packages / name, folder / name, ignore=ignored)
    trim = trimmer()
    trim.replace(folder)
    trim.part_exceptions(folder / "botocore")
    return folder


def environment_of(trimmed: Path) -> dict[str, str]:
    path = os.pathsep.join(map(str, (trimmed, ROOT / "shared", ROOT)))
    return os.environ | {"PYTHONPATH": path, "BUS_NAME": "bus"}


def test_the_stand_ins_suffice_for_all_functions(trimmed: Path) -> None:
    in_a_process(STAND_INS, environment_of(trimmed), str(trimmed))


def test_botocores_exceptions_are_parted_and_complete(trimmed: Path) -> None:
    whole = [of for of in vars(botocore.exceptions).values() if isinstance(of, type) and issubclass(of, Exception)]
    expected = [[of.__name__, [base.__name__ for base in of.__mro__]] for of in whole]
    names = json.dumps([of.__name__ for of in whole])
    assert json.loads(in_a_process(EXCEPTIONS, environment_of(trimmed), names)) == [False, expected]


def test_a_first_call_imports_nothing(trimmed: Path) -> None:
    """It gets a part of a processor, where the start before it has a whole one."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert in_a_process(FIRST_CALL, environment_of(trimmed), str(silent.getsockname()[1])) == ""


def test_every_client_can_be_made_of_trimmed_botocore(tmp_path: Path) -> None:
    whole = Path(botocore.__file__).parent
    unwanted = [path.name for path in (whole / "data").iterdir() if path.is_dir() and path.name not in SERVICES]
    shutil.copytree(whole, tmp_path / "botocore", ignore=shutil.ignore_patterns("__pycache__", *unwanted))

    trimmer().trim(tmp_path / "botocore", SERVICES)

    environment = os.environ | {"PYTHONPATH": str(tmp_path), "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    in_a_process(MAKE_CLIENTS, environment, str(tmp_path), *SERVICES)


@pytest.mark.parametrize(
    ("architecture", "machine"), [(None, "aarch64"), ("", "aarch64"), ("arm64", "aarch64"), ("x86_64", "x86_64")]
)
@pytest.mark.parametrize("layer", ["Dependencies", "Push", "Rendering"])
def test_a_layer_is_built_for_the_processor_that_functions_run_on(
    layer: str, architecture: str | None, machine: str
) -> None:
    """The template's default is the Makefiles'."""
    assert Template(ROOT / "template.yaml", {}).document["Parameters"]["Architecture"]["Default"] == "arm64"
    environment = {"PATH": os.environ["PATH"], "ARTIFACTS_DIR": "/nowhere"}
    if architecture is not None:
        environment["ARCHITECTURE"] = architecture
    command = ["make", "--dry-run", "-C", str(ROOT / "layers" / layer.lower()), f"build-{layer}Layer"]
    printed = output(command, environment)
    assert set(re.findall(r"--platform manylinux_?[0-9_]+?_((?:aarch|x86_)64)", printed)) == {machine}


OF_PROVIDERS = {f"functions/{name}/" for name in ("auth_identity_link", "auth_sign_in_complete", "tenant_sign_in_set")}

# ── What few functions use ───────────────────────────────────────────────────────────────────────────────────────────


@cache
def imported(path: Path) -> tuple[frozenset[str], frozenset[Path]]:
    """The packages that a file imports, anywhere in it, and the modules of ours."""
    names = set(_imported(ast.parse(path.read_text(encoding="utf-8"))))
    modules = [ROOT / "shared" / name.replace(".", "/") for name in names if name.startswith("connextlive")]
    ours = {file for module in modules for file in (module.with_suffix(".py"), module / "__init__.py")}
    return frozenset(name.partition(".")[0] for name in names), frozenset(filter(Path.exists, ours))


def _imported(block: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(block):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not isinstance(node, ast.expr):  # in which nothing can be imported
            yield from _imported(node)


@cache
def packages(path: Path) -> frozenset[str]:
    """The packages that a file may import, including through our own modules."""
    found: set[str] = set()
    seen, left = {path}, [path]
    while left:
        names, ours = imported(left.pop())
        found |= names
        left += ours - seen
        seen |= ours
    return frozenset(found)


@pytest.mark.parametrize(
    ("layer", "holds"),
    [
        ("PushLayer", {"cryptography", "dns", "http_ece"}),
        ("RenderingLayer", {"babel", "jinja2", "lxml", "quotequail"}),
    ],
)
def test_exactly_the_functions_that_may_import_what_a_layer_holds_have_it(layer: str, holds: set[str]) -> None:
    resources = Template(ROOT / "template.yaml", {}).document["Resources"].values()
    functions = [one["Properties"] for one in resources if one["Type"] == "AWS::Serverless::Function"]
    have = {one["CodeUri"] for one in functions if {"Ref": layer} in one.get("Layers", ())}
    need = {one["CodeUri"] for one in functions if holds & packages(ROOT / one["CodeUri"] / "app.py")}
    assert have == need
    # Consumers, for whom nobody waits; and whoever waits for an identity provider anyway.
    assert {folder for folder in have if not folder.startswith("functions/on_")} <= OF_PROVIDERS


WRITE = """
import sys, babel
from babel.dates import format_interval
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal
from datetime import date
assert babel.__file__.startswith(sys.argv[1]), babel.__file__
assert set(locale_identifiers()) == {*sys.argv[2:]} - {"root"}, locale_identifiers()
for language in locale_identifiers():
    print(format_decimal(12_345.5, locale=language))
    print(format_interval(date(2026, 3, 1), date(2026, 4, 2), "yMMMd", locale=language))
"""


def test_babel_writes_our_languages_without_its_others(tmp_path: Path) -> None:
    locales = listed("LOCALES", RENDERING)
    assert set(locales) == {"root", *LANGUAGES}
    whole = Path(babel.__file__).parent
    unwanted = {file.name for file in (whole / "locale-data").glob("*.dat") if file.stem not in locales}
    shutil.copytree(whole, tmp_path / "babel", ignore=shutil.ignore_patterns("__pycache__", "messages", *unwanted))

    written = in_a_process(WRITE, os.environ | {"PYTHONPATH": str(tmp_path)}, str(tmp_path), *locales)

    assert "12.345,5" in written
