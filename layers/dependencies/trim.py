"""Trims the layer to what our functions use: every start would read the rest. `python3.13 trim.py <layer> <service>…`;
without services, it trims modules only.

botocore's descriptions lose their documentation and every other service; its certificate authorities are Amazon's own,
who sign for every AWS endpoint (https://www.amazontrust.com/repository/).
"""

import ast
import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

# Names of the services in endpoints.json where they differ from their folders'.
ENDPOINTS = {"sesv2": "email"}
AUTHORITIES = ('"Amazon Root CA', '"Starfield')

# Modules that are imported at every start for what no function does, and what stands in their place.
DOCSTRINGS = """class ClientMethodDocstring(str):
    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)


PaginatorDocstring = WaiterDocstring = ClientMethodDocstring
"""
REPLACED = {
    # help() of a client's methods, with an HTML parser
    "botocore/docs/__init__.py": "",
    "botocore/docs/docstring.py": DOCSTRINGS,
    # a switch for HTTP/2, with the reader of packages' metadata
    "urllib3/http2/__init__.py": "",
    # fetching other people's keys for JSON Web Tokens, with Python's HTTP client
    "jwt/jwks_client.py": "class PyJWKClient:\n    pass\n",
    # descriptions of fields, read from their source
    "pydantic/_internal/_docs_extraction.py": "def extract_docstrings_from_cls(*_, **__):\n    return {}\n",
    # plugins of pydantic, looked for in the metadata of every package
    "pydantic/plugin/_loader.py": "def get_plugins():\n    return ()\n",
}

# pydantic's inner descriptions are a hundred TypedDicts, whose annotations are compiled one by one, for type checkers
# alone: to what uses them, a dict does as well.
PLAIN_DICT = """class TypedDict(dict):
    def __init_subclass__(cls, total=True):
        pass


"""
# Checks of typing's members, which are compiled one by one from texts with one of five expressions.
CHECKS = """def _is(obj, /):
    return obj is _obj


def _is_either(obj, /):
    return obj is _t_obj or obj is _te_obj


def _is_of(obj, /):
    return isinstance(obj, _obj)


def _is_of_either(obj, /):
    return isinstance(obj, _objs)


def _is_not(obj, /):
    return False


_CHECKS = {
    "obj is _obj": _is,
    "obj is _t_obj or obj is _te_obj": _is_either,
    "isinstance(obj, _obj)": _is_of,
    "isinstance(obj, _objs)": _is_of_either,
    "False": _is_not,
}


def dedent(text):
    return text


def exec(text, scope, names):
    head, _, check = text.strip().partition("return ")
    name = head.removeprefix("def ").partition("(")[0]
    names[name] = FunctionType(_CHECKS[check].__code__, scope, name)


"""
INSERTED = {
    "pydantic_core/core_schema.py": ("class CoreConfig(TypedDict, total=False):\n", PLAIN_DICT),
    "typing_inspection/typing_objects.py": ("def _compile_identity_check_function(", CHECKS),
}

# pydantic's further types: of each, a class or an annotation is made. What stays is what the rest of pydantic uses, and
# what we do.
KEPT = {
    "pydantic/types.py": {
        "AllowInfNan",
        "Discriminator",
        "FailFast",
        "Strict",
        "StringConstraints",
        "T",
        "Tag",
        "_JSON_TYPES",
        "__getattr__",
        "_get_type_name",
    }
}

# Imports that starts make for what few requests do, if any: what generates core schemas, which the layer's build has
# generated but for a few (connextlive/lambdas/prebuilt.py), with all that knows addresses and time zones; what finds
# names of pydantic's first version; calendars. Each place must be there once.
GENERATOR = "from ._generate_schema import GenerateSchema, InvalidSchemaError\n"
COMPLETION = "    typevars_map = get_model_typevars_map(cls)\n\n    if not"
FINDER = """
        def import_string(place):
            from ._internal._validators import import_string

            return import_string(place)
"""
TIMEGM = """def timegm(moment):
    import calendar

    return calendar.timegm(moment)


"""
CALENDAR = """class calendar:
    @staticmethod
    def timegm(moment):
        import calendar

        return calendar.timegm(moment)
"""
EDITED = {
    "jwt/api_jwt.py": {"from calendar import timegm\n": TIMEGM},
    "pydantic/_internal/_model_construction.py": {GENERATOR: "", COMPLETION: f"    {GENERATOR}{COMPLETION}"},
    "pydantic/_migration.py": {"\n        from ._internal._validators import import_string\n": FINDER},
    "pynamodb/attributes.py": {"import calendar\n": CALENDAR},
    # IDs of calls, for those who listen to its signals: `table/orm.py` makes its calls without
    "pynamodb/connection/base.py": {"import uuid\n": "", "uuid.uuid4()": "None"},
    "pynamodb/models.py": {"import random\n": ""},
}


# botocore's exceptions that calls raise; ninety others are put into a module of their own, which is imported when
# somebody asks for one of them.
RAISED = {
    "BotoCoreError",
    "ChecksumError",
    "ClientError",
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "EndpointConnectionError",
    "HTTPClientError",
    "NoCredentialsError",
    "ReadTimeoutError",
    "SSLError",
}
FURTHER = """import botocore.exceptions

globals().update(vars(botocore.exceptions) | {"__name__": __name__})
"""
ASKED = """
def __getattr__(name):
    if name not in _FURTHER:
        raise AttributeError(name)
    from botocore import _further_exceptions

    return getattr(_further_exceptions, name)
"""


def trim(botocore: Path, services: list[str]) -> None:
    """Rewrites the package's data in place."""
    for folder in filter(Path.is_dir, (botocore / "data").iterdir()):
        if folder.name not in services:
            shutil.rmtree(folder)
    for packed in (botocore / "data").rglob("*.json.gz"):
        # Unpacked: Lambda's disk is faster than its share of a processor.
        _write(packed.with_suffix(""), json.loads(gzip.decompress(packed.read_bytes())))
        packed.unlink()
    for plain in (botocore / "data").rglob("*.json"):
        _write(plain, json.loads(plain.read_bytes()))
    endpoints = botocore / "data/endpoints.json"
    _write(endpoints, _endpoints(json.loads(endpoints.read_bytes()), services))
    authorities = botocore / "cacert.pem"
    authorities.write_text(_authorities(authorities.read_text()))


def _write(path: Path, description: Any) -> None:
    path.write_text(json.dumps(_undocumented(description), separators=(",", ":")))


def _undocumented(description: Any) -> Any:
    if isinstance(description, dict):
        # Emptied, not removed: botocore's own handlers look it up, S3's for one.
        return {
            name: "" if name == "documentation" and isinstance(value, str) else _undocumented(value)
            for name, value in description.items()
        }
    return list(map(_undocumented, description)) if isinstance(description, list) else description


def _endpoints(endpoints: dict[str, Any], services: list[str]) -> dict[str, Any]:
    wanted = {ENDPOINTS.get(service, service) for service in services}
    for partition in endpoints["partitions"]:
        partition["services"] = {name: value for name, value in partition["services"].items() if name in wanted}
    return endpoints


def _authorities(bundle: str) -> str:
    """The certificates whose labels, in the comments before each, are Amazon's. Starfield signed before there were."""
    end = "-----END CERTIFICATE-----\n"
    certificates = [text + end for text in bundle.split(end)[:-1]]
    kept = [text for text in certificates if any(f"# Label: {name}" in text for name in AUTHORITIES)]
    if not kept:
        sys.exit("None of Amazon's certificate authorities found in botocore's bundle")
    return "".join(kept)


def replace(layer: Path) -> None:
    """Puts the stand-ins in their places; ends the build when a new version has no such place."""
    for name, source in REPLACED.items():
        if not (layer / name).exists():
            sys.exit(f"{name} is no longer there: see whether trim.py must replace something else")
        (layer / name).write_text(source)
    for name, (place, source) in INSERTED.items():
        before, found, after = (layer / name).read_text().partition(place)
        if not found:
            sys.exit(f"{name} has no longer the place for what trim.py inserts")
        (layer / name).write_text(before + source + found + after)
    for name, names in KEPT.items():
        (layer / name).write_text(_kept((layer / name).read_text(), names))
    for name, edits in EDITED.items():
        text = (layer / name).read_text()
        for before, after in edits.items():
            if text.count(before) != 1:
                sys.exit(f"{name} has no longer what trim.py replaces in it")
            text = text.replace(before, after)
        (layer / name).write_text(text)


def part_exceptions(botocore: Path) -> None:
    """Parts botocore's exceptions into those that are raised here, with their bases, and all others."""
    tree = ast.parse((botocore / "exceptions.py").read_text())
    classes = {one.name: one for one in tree.body if isinstance(one, ast.ClassDef)}
    if missing := RAISED - classes.keys():
        sys.exit(f"botocore has no {', '.join(sorted(missing))}: see whether trim.py must keep something else")
    kept, found = set[str](), set(RAISED)
    while found:
        kept |= found
        bases = {base.id for name in found for base in classes[name].bases if isinstance(base, ast.Name)}
        found = (bases & classes.keys()) - kept
    further = [one for name, one in classes.items() if name not in kept]
    tree.body = [one for one in tree.body if one not in further]
    named = f"_FURTHER = frozenset({sorted(one.name for one in further)!r})"
    (botocore / "exceptions.py").write_text(f"{ast.unparse(tree)}\n\n{named}\n\n{ASKED}")
    (botocore / "_further_exceptions.py").write_text(FURTHER + "\n\n".join(map(ast.unparse, further)) + "\n")


def _kept(source: str, names: set[str]) -> str:
    """A module's text with its imports and these definitions alone. Its other public names, for which pydantic looks
    all at once, are of something that no schema can be made of."""
    tree = ast.parse(source)
    found: dict[str, ast.stmt] = {}
    public: list[str] = []
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        named = [target.id for target in targets if isinstance(target, ast.Name)]
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef)):
            named = [statement.name]
        if isinstance(statement, ast.Assign) and "__all__" in named:
            public = ast.literal_eval(statement.value)
        found |= dict.fromkeys(names.intersection(named), statement)
    if missing := names - found.keys():
        sys.exit(f"{', '.join(sorted(missing))} is no longer there: see whether trim.py must keep something else")
    used = {node.id for statement in found.values() for node in ast.walk(statement) if isinstance(node, ast.Name)}
    tree.body = [one for one in tree.body if one in found.values() or _is_used(one, used)]
    rest = " = ".join(sorted({*public} - names))
    return f"{ast.unparse(tree)}\n{rest} = object()\n"


def _is_used(statement: ast.stmt, used: set[str]) -> bool:
    """Whether it is an import of what is used, to which it is reduced."""
    if not isinstance(statement, (ast.Import, ast.ImportFrom)):
        return False
    if isinstance(statement, ast.Import) or statement.module != "__future__":
        statement.names = [one for one in statement.names if (one.asname or one.name.partition(".")[0]) in used]
    return bool(statement.names)


if __name__ == "__main__":
    replace(Path(sys.argv[1]))
    part_exceptions(Path(sys.argv[1]) / "botocore")
    if sys.argv[2:]:
        trim(Path(sys.argv[1]) / "botocore", sys.argv[2:])
