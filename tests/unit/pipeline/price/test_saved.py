"""A price list is read as it was written, and anything else is refused in a line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.pipeline.price.saved import read, save
from slimgo.plan.price import quantities as q
from slimgo.values.price import SCHEMA_VERSION, Doubt, Failure, NotMeasured
from tests.unit.plan.price.lists import prices

KNOWN = replace(
    prices(taken={("plain", q.START): [0.1, 0.2], ("packed", q.START): [0.3, 0.4]}),
    not_measured=(NotMeasured(what="a load", why="no network"),),
    failures=(Failure(variant="packed", measuring="starts", round=3, why="died"),),
    doubts=(Doubt(what="busy"),),
)


def changed(path: Path, **fields: object) -> Path:
    save(path, KNOWN)
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))
    return path


def test_it_comes_back(tmp_path: Path) -> None:
    save(tmp_path / "new" / "svc.json", KNOWN)
    assert read(tmp_path / "new" / "svc.json") == KNOWN


def test_one_that_is_cut_off(tmp_path: Path) -> None:
    save(tmp_path / "svc.json", KNOWN)
    whole = (tmp_path / "svc.json").read_bytes()
    for length in range(0, len(whole) - 2, 97):
        (tmp_path / "svc.json").write_bytes(whole[:length])
        with pytest.raises(BadInput, match="is no price list"):
            read(tmp_path / "svc.json")


def test_one_of_a_newer_slimgo(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is of a newer slimgo") as told:
        read(changed(tmp_path / "svc.json", schema_version=SCHEMA_VERSION + 1))
    assert str(SCHEMA_VERSION) in told.value.why


@pytest.mark.parametrize("sample", ["NaN", "Infinity", "-1", "0", "1e999", '"1"'])
def test_a_sample_that_is_no_positive_number(tmp_path: Path, sample: str) -> None:
    save(tmp_path / "svc.json", KNOWN)
    text = (tmp_path / "svc.json").read_text()
    (tmp_path / "svc.json").write_text(text.replace("0.1", sample))
    with pytest.raises(BadInput, match="is no price list"):
        read(tmp_path / "svc.json")


def test_samples_without_their_rounds(tmp_path: Path) -> None:
    fields = [json.loads(json.dumps({"variant": "plain", "quantity": q.START, "unit": "s",
                                     "rounds": [0], "samples": [1.0, 2.0]}))]  # fmt: skip
    with pytest.raises(BadInput, match="is no price list") as told:
        read(changed(tmp_path / "svc.json", series=fields))
    assert "2 samples of 1 rounds" in told.value.why


def test_a_baseline_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no price list"):
        read(changed(tmp_path / "svc.json", baseline="other"))


def test_no_file_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "svc.json")
