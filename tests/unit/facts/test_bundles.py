"""What certifi, tzdata and Python keep, as it goes into an image."""

from __future__ import annotations

import mimetypes
import ssl
from pathlib import Path

import pytest

from slimgo.facts.bundles import certificates, file_types, zone_names, zones
from slimgo.facts.cured import cure
from slimgo.plan.cures import User
from slimgo.values.need import Need, NeedName, Observation

NOBODY = User(uid=65532, gid=65532)


def need(name: NeedName, *seen: str) -> Need:
    observations = tuple(Observation(need=name, name=each, found=False) for each in seen)
    return Need(name=name, standing="needed", why="", observations=observations)


def test_the_roots_are_certificates() -> None:
    (content,) = certificates().contents.values()
    context = ssl.create_default_context(cadata=content.decode())
    assert len(context.get_ca_certs()) > 100
    assert certificates().source.startswith("certifi 20")


def test_zones_are_those_that_were_asked_for() -> None:
    found = zones(("Europe/Berlin", "Mars/Olympus", "../zones", "/etc/passwd"))
    assert set(found.contents) == {"Europe/Berlin"}
    assert found.contents["Europe/Berlin"].startswith(b"TZif")
    assert set(zones().contents) == zone_names() > {"UTC", "Asia/Tokyo"}


def test_file_types_are_neither_gos_own_nor_this_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file_types()
    (content,) = before.contents.values()
    assert b"application/x-tex\ttex\n" in content
    known = {word for line in content.decode().splitlines() for word in line.split("\t")[1].split()}
    assert not known & {"js", "html", "css", "png"}
    (tmp_path / "mime.types").write_text("x/y zzz\n")
    monkeypatch.setattr(mimetypes, "knownfiles", [str(tmp_path / "mime.types")])
    mimetypes.init()
    try:
        assert file_types() == before
    finally:
        monkeypatch.undo()
        mimetypes.init()


@pytest.mark.parametrize(
    ("lacking", "paths"),
    [
        (need("certificates"), {"/etc/ssl/certs/ca-certificates.crt"}),
        (need("zones", "/usr/share/zoneinfo/UTC"), {"/usr/share/zoneinfo/UTC"}),
        (need("user"), {"/etc/passwd", "/etc/group"}),
        (need("tmp"), {"/tmp"}),  # noqa: S108
        (need("tmp", "/var/tmp/x"), {"/var/tmp"}),  # noqa: S108
        (need("mime"), {"/etc/mime.types"}),
        (need("resolver"), {"/etc/nsswitch.conf"}),
        (need("home"), {"/home/user"}),
    ],
)
def test_a_need_has_its_cure_and_the_same_each_time(lacking: Need, paths: set[str]) -> None:
    cured = cure(lacking, NOBODY)
    assert cured
    assert {each.path for each in cured.files} == paths
    assert cured.need == lacking.name
    assert cured == cure(lacking, NOBODY)


def test_zones_that_were_not_seen_are_all() -> None:
    cured = cure(need("zones"), NOBODY)
    assert cured
    assert len(cured.files) == len(zone_names())
    assert cured.lacks == ""


@pytest.mark.parametrize("name", ["programs", "plugins"])
def test_what_no_file_of_ours_meets_has_no_cure(name: NeedName) -> None:
    assert cure(need(name), NOBODY) is None
