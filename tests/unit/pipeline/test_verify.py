"""One cell on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from article.door import article_settings
from article.matrix import MATRIX
from slimgo.errors import Stopped
from slimgo.pipeline import verify as verifying
from slimgo.pipeline.results import Results
from slimgo.pipeline.verify import verify
from slimgo.values.cell import CellResult, SavedCell


def test_a_killed_run_does_not_keep_its_green(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/app.go").touch()
    settings = article_settings({}, {}, {}, project=tmp_path)
    results = Results(settings=settings, matrix=MATRIX)
    green = CellResult(cell="linux-amd64/app", status="pass")
    results.save(SavedCell(result=green, made_of="x", versions=(), machine=()))

    def killed(*_: object) -> SavedCell:
        raise Stopped(15)

    monkeypatch.setattr(verifying, "_made", killed)
    with pytest.raises(Stopped):
        verify(results, "linux-amd64/app", ())
    assert results.read("linux-amd64/app") is None
