"""Trims the layer to what our functions use: every start would read the rest. `python3.13 trim.py <layer> <service>…`;
without services, it trims modules only.

botocore's descriptions lose their documentation and every other service; its certificate authorities are Amazon's own,
who sign for every AWS endpoint (https://www.amazontrust.com/repository/).
"""

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
    # plugins of pydantic, looked for in the metadata of every package
    "pydantic/plugin/_loader.py": "def get_plugins():\n    return ()\n",
}

# pydantic's inner descriptions are a hundred TypedDicts, whose annotations are compiled one by one, for type checkers
# alone: to what uses them, a dict does as well.
PLAIN_DICT = """class TypedDict(dict):
    def __init_subclass__(cls, total=True):
        pass


"""
INSERTED = {"pydantic_core/core_schema.py": ("class CoreConfig(TypedDict, total=False):\n", PLAIN_DICT)}


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


if __name__ == "__main__":
    replace(Path(sys.argv[1]))
    if sys.argv[2:]:
        trim(Path(sys.argv[1]) / "botocore", sys.argv[2:])
