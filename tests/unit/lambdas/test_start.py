"""A start: the garbage collector rests while a function is imported, and importing the package changes nothing."""

import json

import pytest

from tests.support.interpreters import in_a_process
from tools import ROOT

# The first module of ours that a function imports tells what comes before all others.
ORDER = """
import json, sys
sys.path.insert(0, sys.argv[1])
import app
print(json.dumps([name for name in sys.modules if name.startswith("connextlive.") and name.count(".") == 2][:2]))
"""


def test_importing_the_package_and_its_entities_leaves_the_garbage_collector_alone() -> None:
    script = "import gc, connextlive, connextlive.chat.message; print(gc.isenabled(), gc.get_freeze_count())"
    assert in_a_process(script, {}) == "True 0"


@pytest.mark.parametrize("name", ["health", "authorizer", "on_conversation_resolved", "on_table_change_project"])
def test_a_start_ends_with_the_collector_awake_and_blind_to_what_stands(name: str) -> None:
    script = (
        "import gc, sys; sys.path.insert(0, sys.argv[1]); import app; print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    environment = {"TABLE_NAME": "connextlive", "BUS_NAME": "connextlive", "AWS_DEFAULT_REGION": "eu-central-1"}
    assert in_a_process(script, environment, str(ROOT / "functions" / name)) == "True True"


@pytest.mark.parametrize("name", ["health", "authorizer", "agent_messages_send", "on_table_change_project"])
def test_a_start_begins_before_anything_else_of_ours_is_imported(name: str) -> None:
    environment = {"TABLE_NAME": "connextlive", "BUS_NAME": "connextlive", "AWS_DEFAULT_REGION": "eu-central-1"}
    first = json.loads(in_a_process(ORDER, environment, str(ROOT / "functions" / name)))
    assert "connextlive.lambdas.start" in first
