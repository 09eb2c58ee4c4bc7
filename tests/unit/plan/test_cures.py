"""The files that meet a need."""

from __future__ import annotations

from slimgo.plan.cures import (
    User,
    certificates_cure,
    home_cure,
    tmp_cure,
    user_cure,
    zones_cure,
    zones_wanted,
)
from slimgo.values.bundle import Bundle
from slimgo.values.need import Need, Observation


def zones_need(*names: str) -> Need:
    seen = tuple(Observation(need="zones", name=name, found=False) for name in names)
    return Need(name="zones", standing="needed", why="", observations=seen)


def test_the_zones_that_it_looked_for_are_wanted() -> None:
    need = zones_need(
        "/usr/share/zoneinfo/Europe/Berlin", "/etc/zoneinfo/Europe/Berlin", "/etc/localtime"
    )
    assert zones_wanted(need) == {"Europe/Berlin"}


def test_a_zone_that_there_is_not_is_named() -> None:
    bundle = Bundle(source="tzdata 1", contents={"UTC": b"TZif"})
    cure = zones_cure(bundle, ("UTC", "Mars/Olympus"))
    assert [each.path for each in cure.files] == ["/usr/share/zoneinfo/UTC"]
    assert cure.lacks == "there is no zone Mars/Olympus"
    assert zones_cure(bundle).lacks == ""


def test_users_are_root_and_its_own() -> None:
    group, passwd = user_cure(User(uid=65532, gid=100, home="/home/x")).files
    assert passwd.content == (
        b"root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:100:nonroot:/home/x:/sbin/nologin\n"
    )
    assert group.content == b"root:x:0:\nnonroot:x:100:\n"
    assert [each.path for each in (group, passwd)] == ["/etc/group", "/etc/passwd"]


def test_root_is_named_once() -> None:
    group, passwd = user_cure(User(uid=0, gid=0)).files
    assert passwd.content.count(b"\n") == group.content.count(b"\n") == 1


def test_anyone_may_write_into_a_folder_for_temporary_files() -> None:
    (folder,) = tmp_cure().files
    assert (folder.path, folder.mode, folder.folder) == ("/tmp", 0o1777, True)  # noqa: S108
    assert tmp_cure().size_bytes == 0


def test_a_home_is_its_users_own() -> None:
    (folder,) = home_cure(User(uid=7, gid=8, home="/")).files
    assert (folder.path, folder.uid, folder.gid, folder.mode) == ("/home/user", 7, 8, 0o700)
    (folder,) = home_cure(User(uid=7, gid=8, home="/srv")).files
    assert folder.path == "/srv"


def test_a_cure_says_what_it_costs_and_where_it_is_from() -> None:
    content = b"-----BEGIN CERTIFICATE-----\n" * 100
    cure = certificates_cure(Bundle(source="certifi 1", contents={"cacert.pem": content}))
    assert cure.size_bytes == len(content)
    assert 0 < cure.compressed_bytes < len(content)
    assert cure.source == "certifi 1"
