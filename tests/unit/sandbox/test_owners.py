"""How an image's files get their owners, by who we are and what the image holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.sandbox.owners import Owners, Subordinate, decide, entries
from slimgo.values.guest import Guest
from slimgo.values.idmap import outside
from slimgo.values.image import ImageFile

RANGE = Subordinate(first=100_000, count=65_536)


def file(path: str, mode: int = 0o755, uid: int = 0, gid: int = 0, kind: str = "file") -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=mode, uid=uid, gid=gid, size_bytes=0, sha256="")


def program(*files: ImageFile, uid: int = 0, gid: int = 0) -> Guest:
    root = file("/", kind="directory")
    return Guest(root=Path("/r"), argv=("/a",), port=0, uid=uid, gid=gid, files=(root, *files))


def decided(
    made: Guest, *, maps: bool = True, euid: int = 1000, ids: Subordinate | None = RANGE
) -> Owners:
    ids = Subordinate(first=0, count=2**32 - 1) if euid == 0 and ids is RANGE else ids
    return decide(made, maps=maps, us=(euid, euid), uids=ids, gids=ids)


def test_where_all_is_roots_a_single_user_will_do() -> None:
    owners = decided(program(file("/a")), ids=None)
    assert owners.way == "own"
    assert "no subordinate ids" in owners.why  # so it has nobody to change to


def test_each_number_of_the_image_gets_one_of_this_machine() -> None:
    made = program(file("/a", uid=7), file("/b", gid=2_000_000_000), uid=65532)
    owners = decided(made)
    assert owners.way == "mapped"
    assert [outside(owners.uids, number) for number in (0, 7, 65532)] == [100_000, 100_007, 165_532]
    # beyond the usual ones, from the end of the range
    assert outside(owners.gids, 2_000_000_000) == 165_535
    assert owners.gids[0].size == 65_535


def test_a_program_of_root_may_become_any_usual_user() -> None:
    owners = decided(program(file("/a")))
    assert outside(owners.uids, 65534) == 165_534


def test_root_maps_far_above_everyone() -> None:
    owners = decided(program(file("/a", uid=7), uid=3, gid=3), euid=0)
    assert owners.way == "mapped"
    assert min(each.outside for each in owners.uids) > 2_100_000_000


@pytest.mark.parametrize("euid", [0, 1000])
def test_a_program_of_our_own_number_stays_who_we_are(euid: int) -> None:
    made = program(file("/a", uid=7, gid=7), uid=euid, gid=euid)
    owners = decided(made, euid=euid)
    assert outside(owners.uids, euid) == euid
    assert outside(owners.gids, euid) == euid
    assert outside(owners.uids, 7) != 7
    inside = [
        number for each in owners.uids for number in range(each.inside, each.inside + each.size)
    ]
    assert sorted(inside) == list(range(65536))


def test_root_is_nobody_here_where_the_program_is_not_root() -> None:
    owners = decided(program(file("/a"), uid=7, gid=7), euid=0)
    assert outside(owners.uids, 0) != 0


def test_root_without_namespaces_uses_the_images_numbers() -> None:
    made = program(file("/a", 0o640, uid=7, gid=8), uid=7)
    owners = decided(made, maps=False, euid=0)
    assert owners.way == "exact"
    assert ("/a", 0o640, 7, 8) in entries(made, owners, inside=False)


@pytest.mark.parametrize(("maps", "words"), [(True, "no subordinate ids"), (False, "no power")])
def test_root_of_a_namespace_has_power_over_its_own_ids_only(*, maps: bool, words: str) -> None:
    made = program(file("/a", uid=7), uid=7)
    one_id = Subordinate(first=0, count=1)
    owners = decided(made, maps=maps, euid=0, ids=one_id)
    assert owners.way == "by mode"
    assert words in owners.why


@pytest.mark.parametrize(
    ("ids", "words"),
    [(None, "no subordinate ids"), (Subordinate(first=1, count=1), "too few")],
)
def test_without_a_map_modes_stand_in(ids: Subordinate | None, words: str) -> None:
    owners = decided(program(file("/a"), uid=7), ids=ids)
    assert owners.way == "by mode"
    assert words in owners.why


def test_modes_that_stand_in_give_the_images_user_its_own_rights() -> None:
    made = program(
        file("/theirs", 0o640, uid=1, gid=8),
        file("/mine", 0o4700, uid=7),
        file("/secret", 0o600),
        uid=7,
        gid=8,
    )
    placed = entries(made, decided(made, ids=None), inside=False)
    assert {path: mode for path, mode, _, _ in placed} == {
        "/": 0o500,
        "/theirs": 0o400,
        "/mine": 0o700,
        "/secret": 0,
    }
    assert {(uid, gid) for _, _, uid, gid in placed} == {(-1, -1)}


def test_no_file_on_this_machine_gives_anybody_its_owners_power() -> None:
    made = program(file("/a", 0o6755, uid=0), file("/b", uid=7))
    for euid, maps in ((0, True), (0, False), (1000, True)):
        owners = decided(made, maps=maps, euid=euid)
        for _, mode, _, _ in entries(made, owners, inside=False):
            assert mode & 0o6000 == 0


def test_in_a_namespace_the_numbers_are_the_images() -> None:
    made = program(file("/a", uid=7, gid=8), uid=7)
    owners = decided(made)
    assert ("/a", 0o755, 7, 8) in entries(made, owners, inside=True)
    assert ("/a", 0o755, 100_007, 100_008) in entries(made, owners, inside=False)


def test_supplementary_groups_are_mapped_with_the_rest() -> None:
    owners = decided(program(file("/a", gid=8), gid=8))
    assert owners.groups((0, 8)) == (100_000, 100_008)
    assert Owners(way="own").groups((0, 8)) == (0, 8)
