"""What the layer has prepared equals what would be compiled and generated, and what is missing is made."""

import dataclasses
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import CodeType, MappingProxyType, ModuleType
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic._internal._config import ConfigWrapper

from connextlive.lambdas import merged, prebuilt, precompiled
from tests.support.interpreters import in_a_process
from tools import ROOT

BUILD = ROOT / "shared/build"


SCHEMAS = sorted((ROOT / "shared/connextlive").glob("*/schemas/*.py"))


def loaded(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def build() -> Iterator[ModuleType]:
    """The layer's build, which finds its parts beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BUILD)
        yield loaded(BUILD / "precompile.py")


@pytest.fixture(scope="module")
def starts(build: ModuleType) -> Any:
    """What starts compile, generate and import."""
    return build.found()


@pytest.fixture(scope="module")
def package(build: ModuleType, starts: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as in the layer, in the folder that is on the path."""
    folder = tmp_path_factory.mktemp("layer")
    shutil.copytree(ROOT / "shared/connextlive", folder / "connextlive", ignore=shutil.ignore_patterns("__pycache__"))
    build.write(starts, folder / "connextlive")
    return folder


@pytest.fixture(scope="module")
def built(package: Path) -> Any:
    return loaded(package / "connextlive/generated/precompiled.py")


def likeness(code: CodeType) -> tuple[Any, ...]:
    """A code object without its name and location."""
    inner = [likeness(value) if isinstance(value, CodeType) else value for value in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable, *inner[1:]


def test_the_layer_has_all_that_starts_compile_and_nothing_else(starts: Any, built: Any) -> None:
    assert len(starts.texts) > 20
    assert set(built.METHODS) == set(map(precompiled.key, starts.texts))
    assert set(built.PATTERNS) == starts.patterns


def test_methods_are_what_their_text_says(starts: Any, built: Any) -> None:
    for text in starts.texts:
        names: dict[str, Any] = {}
        exec(text, {}, names)  # noqa: S102  # as dataclasses would
        assert likeness(built.METHODS[precompiled.key(text)]) == likeness(names["__create_fn__"].__code__)


def test_patterns_are_what_re_compiles(starts: Any, built: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precompiled, "PATTERNS", built.PATTERNS)
    for pattern, flags in starts.patterns:
        known, anew = precompiled._pattern(pattern, flags), precompiled.compile_pattern(pattern, flags)
        assert (known, known.groupindex, known.groups) == (anew, anew.groupindex, anew.groups)


def test_what_is_not_known_is_compiled() -> None:
    made = dataclasses.make_dataclass("Made", [("never_heard_of", int), ("nor_of_this", str)], frozen=True)
    assert repr(made(1, "2")) == "Made(never_heard_of=1, nor_of_this='2')"
    found = re.compile(r"(?P<never>heard) of", re.IGNORECASE).fullmatch("Heard of")
    assert found is not None
    assert found["never"] == "Heard"


def test_methods_see_the_module_that_their_class_is_in(package: Path) -> None:
    # GIVEN a class whose methods have the same text as one of pydantic's, which is precompiled
    code = """
import connextlive.lambdas.endpoint, dataclasses, annotated_types
@dataclasses.dataclass(frozen=True, slots=True)
class Gt:
    gt: annotated_types.SupportsGt
print(Gt.__init__.__globals__ is globals(), Gt(1) == Gt(1))
"""
    assert in_a_process(code, {"PYTHONPATH": str(package)}) == "True True"


@pytest.mark.parametrize("is_built", [True, False])
def test_a_start_uses_precompiled_code_if_it_was_built(package: Path, is_built: bool) -> None:
    code = (
        "import connextlive.lambdas.endpoint, annotated_types; print(annotated_types.Gt.__init__.__code__.co_filename)"
    )
    path = package if is_built else ROOT / "shared"
    expected = str(package / "connextlive/generated/precompiled.py") if is_built else "<string>"
    assert in_a_process(code, {"PYTHONPATH": str(path)}) == expected


def model(name: str) -> type[BaseModel]:
    module, _, qualified = name.partition(":")
    found: type[BaseModel] = attrgetter(qualified)(importlib.import_module(module))
    return found


def comparable(schema: Any, definitions: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """A core schema without what only JSON schemas need, and with definitions where they are referred to: what becomes
    one of its own depends on what was generated before."""
    if isinstance(schema, dict):
        kind = schema.get("type")
        if kind == "definitions":
            return comparable(schema["schema"], {**definitions, **{one["ref"]: one for one in schema["definitions"]}})
        if kind == "definition-ref" and schema["schema_ref"] in definitions:
            return comparable(definitions[schema["schema_ref"]], definitions)
        left_out = ("metadata", "ref") if isinstance(kind, str) else ()
        return {name: comparable(part, definitions) for name, part in schema.items() if name not in left_out}
    if isinstance(schema, list):
        return [comparable(part, definitions) for part in schema]
    if isinstance(schema, partial):
        return schema.func, schema.args, schema.keywords
    return schema


def test_every_class_is_prepared(starts: Any) -> None:
    """What has no name, such as a lambda that makes a default, cannot be stored, nor can what contains it."""
    shared = ROOT / "shared"
    modules = [importlib.import_module(".".join(path.relative_to(shared).with_suffix("").parts)) for path in SCHEMAS]
    names = {
        prebuilt.name_of(of)
        for module in modules
        for of in vars(module).values()
        if isinstance(of, type) and issubclass(of, BaseModel) and of.__module__ == module.__name__
    }
    assert len(names) > 200
    assert names - starts.schemas.keys() == set()


def test_prepared_schemas_are_those_that_pydantic_generates(starts: Any) -> None:
    assert len(starts.schemas) > 200
    for name, stored in starts.schemas.items():
        shape = model(name)
        shape.model_rebuild()
        schema, config = prebuilt.read(stored)
        assert comparable(schema) == comparable(shape.__pydantic_core_schema__), name
        assert config == ConfigWrapper(shape.model_config, check=False).core_config(title=shape.__name__), name


# Of every class: what it makes of two bodies, and its fields, which are collected last.
ANSWERS = """
import importlib, json, operator, sys
from pydantic import ValidationError
from pydantic._internal import _generate_schema
from connextlive.lambdas import prebuilt

generated = []
generate = _generate_schema.GenerateSchema.generate_schema
_generate_schema.GenerateSchema.generate_schema = lambda *given: generated.append(given) or generate(*given)
for name in json.load(sys.stdin):
    module, _, qualified = name.partition(":")
    shape = operator.attrgetter(qualified)(importlib.import_module(module))
    for body in ("{}", '{"id": 1, "unknown": []}'):
        try:
            print(name, repr(shape.model_validate_json(body)))
        except ValidationError as error:
            print(name, error.errors(include_url=False))
    print([(name, field.alias, field.is_required()) for name, field in shape.model_fields.items()])
print(bool(generated), file=sys.stderr)
"""


def test_prepared_classes_behave_as_generated_ones(starts: Any, package: Path) -> None:
    def run(path: Path) -> tuple[str, str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(path), "TABLE_NAME": "t", "BUS_NAME": "b"}
        command, names = [sys.executable, "-c", ANSWERS], json.dumps(list(starts.schemas))
        done = subprocess.run(command, env=environment, input=names, capture_output=True, text=True, check=True)  # noqa: S603  # our own
        return done.stdout, done.stderr.strip()

    (prepared, is_generated), (plain, is_plain_generated) = run(package), run(ROOT / "shared")
    assert prepared == plain
    assert (is_generated, is_plain_generated) == ("False", "True")


LOADED = """
import traceback
import connextlive.lambdas.start
import pydantic
from connextlive.core import ids
print(type(ids.__spec__.loader).__name__, type(pydantic.__spec__.loader).__name__)
try:
    ids.ago("a while")
except TypeError:
    lines = traceback.format_exc().splitlines()
    place = next(number for number, line in enumerate(lines) if ids.__file__ in line)
    print(lines[place + 1].strip() in open(ids.__file__).read())
print(ids.__file__)
"""


def test_modules_come_from_one_file_and_tracebacks_from_their_sources(package: Path) -> None:
    loaders, is_line_shown, file = in_a_process(LOADED, {"PYTHONPATH": str(package)}).splitlines()
    assert loaders == "Merged SourceFileLoader"  # ours are in the file, the tests' packages are not
    assert is_line_shown == "True"
    assert file == str(package / "connextlive/core/ids.py")


def test_functions_docstrings_are_left_out_of_packages_but_not_those_of_classes(tmp_path: Path) -> None:
    source = """
        class One:
            "It is kept."
            def a(self):
                "It goes."
            def b(self):
                "It goes."
                return 1
    """
    (tmp_path / "package.py").write_text(textwrap.dedent(source), encoding="utf-8")
    (tmp_path / "modules").write_bytes(loaded(BUILD / "merge.py").merged(["package"], [tmp_path]))
    script = (
        f"from connextlive.lambdas import merged; merged.use({str(tmp_path / 'modules')!r})\n"
        "from package import One; print(One.__doc__, One.a.__doc__, One().a(), One.b.__doc__, One().b())"
    )
    assert in_a_process(script, {}) == "It is kept. None None None 1"


def test_another_versions_code_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "modules").write_bytes(b"\0" * 100)
    merged.use(str(tmp_path / "modules"))
    assert not any(isinstance(finder, merged.Merged) for finder in sys.meta_path)
