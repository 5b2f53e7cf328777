"""Committed generated files are up to date with the code and the locked packages."""

from pathlib import Path

import pytest

from tools import ROOT
from tools.generate import files


@pytest.mark.parametrize("generator", files.GENERATORS)
def test_committed_generated_files_are_up_to_date(generator: str) -> None:
    stale = [str(path.relative_to(ROOT)) for path in files.stale([generator])]
    assert not stale, "run `make generate`"


def test_the_sample_event_of_a_removed_function_is_deleted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files, "ROOT", tmp_path)
    files.write(files.stale(["events"]))
    assert files.stale(["events"]) == {}
    (tmp_path / "events/gone.json").write_text("{}")
    assert files.stale(["events"]) == {tmp_path / "events/gone.json": None}
    files.write(files.stale(["events"]))
    assert not (tmp_path / "events/gone.json").exists()
