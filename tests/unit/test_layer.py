"""The trimmed layer: every AWS client that functions use can still be made of it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import botocore

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


def test_every_client_can_be_made_of_trimmed_botocore(tmp_path: Path) -> None:
    specification = importlib.util.spec_from_file_location("trim", LAYER / "trim.py")
    assert specification is not None
    assert specification.loader is not None
    trim = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(trim)
    whole = Path(botocore.__file__).parent
    unwanted = [path.name for path in (whole / "data").iterdir() if path.is_dir() and path.name not in SERVICES]
    shutil.copytree(whole, tmp_path / "botocore", ignore=shutil.ignore_patterns("__pycache__", *unwanted))

    trim.trim(tmp_path / "botocore", SERVICES)

    environment = os.environ | {"PYTHONPATH": str(tmp_path), "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    command = [sys.executable, "-c", MAKE_CLIENTS, str(tmp_path), *SERVICES]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert made.returncode == 0, made.stderr
