"""The trimmed layer: every AWS client that functions use can still be made of it."""

import importlib.util
import os
import re
import shutil
from pathlib import Path
from types import ModuleType

import botocore

from tests.unit.interpreters import in_a_process
from tools import ROOT

LAYER = ROOT / "layers" / "dependencies"
SERVICES = re.findall(r"^SERVICES = (.*)$", (LAYER / "Makefile").read_text(), re.MULTILINE)[0].split()
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
import sys, jwt, pydantic, pydantic_core.core_schema
from connextlive.chat.schemas import conversations, visitors
from tools.operations import operations
assert pydantic.__file__.startswith(sys.argv[1]), pydantic.__file__
assert issubclass(pydantic_core.core_schema.CoreConfig, dict) and not hasattr(jwt.PyJWKClient, "fetch_data")
assert jwt.decode(jwt.encode({"a": 1}, "x" * 32), "x" * 32, ["HS256"]) == {"a": 1}
for operation in operations():
    for shape in (operation.endpoint.answer, operation.endpoint.parameters.get("body")):
        if hasattr(shape, "model_json_schema"):
            shape.model_json_schema()
"""


def trimmer() -> ModuleType:
    specification = importlib.util.spec_from_file_location("trim", LAYER / "trim.py")
    assert specification is not None
    assert specification.loader is not None
    trim = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(trim)
    return trim


def test_stand_ins_do_for_all_that_functions_do_with_them(tmp_path: Path) -> None:
    packages = Path(botocore.__file__).parent.parent
    for name in ("botocore", "jwt", "pydantic", "pydantic_core", "urllib3"):
        ignored = shutil.ignore_patterns("__pycache__", "data")
        shutil.copytree(packages / name, tmp_path / name, ignore=ignored)

    trimmer().replace(tmp_path)

    path = os.pathsep.join(map(str, (tmp_path, ROOT / "shared", ROOT)))
    environment = os.environ | {"PYTHONPATH": path, "BUS_NAME": "bus"}
    in_a_process(STAND_INS, environment, str(tmp_path))


def test_every_client_can_be_made_of_trimmed_botocore(tmp_path: Path) -> None:
    whole = Path(botocore.__file__).parent
    unwanted = [path.name for path in (whole / "data").iterdir() if path.is_dir() and path.name not in SERVICES]
    shutil.copytree(whole, tmp_path / "botocore", ignore=shutil.ignore_patterns("__pycache__", *unwanted))

    trimmer().trim(tmp_path / "botocore", SERVICES)

    environment = os.environ | {"PYTHONPATH": str(tmp_path), "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    in_a_process(MAKE_CLIENTS, environment, str(tmp_path), *SERVICES)
