"""What went of an image, and what stayed."""

from __future__ import annotations

from dataclasses import replace

from slimgo.checks.shrunk import shrunk
from slimgo.values.account import Account
from slimgo.values.image import HealthCheck, ImageConfig, ImageFacts, ImageFile
from slimgo.values.need import Need
from slimgo.values.original import Original
from slimgo.values.shrunk import Gone, KeptFile, Shrunk
from tests.unit.blank_image import BLANK_IMAGE


def file(path: str, size: int = 1, layer: int = 0, kind: str = "file", mode: int = 0) -> ImageFile:
    return ImageFile(
        path=path, kind=kind, mode=mode, uid=0, gid=0, size_bytes=size, sha256="", layer=layer
    )


IMAGE = replace(
    BLANK_IMAGE,
    files=(
        file("/app/server", 500, 1),
        file("/app/read.me", 5, 1),
        file("/etc/a", 10),
        file("/usr", 0, kind="directory"),
        file("/usr/lib/x/y", 70),
        file("/usr/lib/z", 30),
        file("/usr/bin/sh", 50),
        file("/dev/null", 0, kind="other"),
        file("/etc/hosts", 3),
    ),
    config=ImageConfig(entrypoint=("/app/server",)),
)
ORIGINAL = Original(
    name="web:1",
    tar="x.tar",
    config_digest="sha256:0",
    config=IMAGE.config,
    program="/app/server",
    account=Account(),
)


def told(
    image: ImageFacts = IMAGE, original: Original = ORIGINAL, needs: tuple[Need, ...] = ()
) -> Shrunk:
    return shrunk(image, original, {"/etc/a": "opened"}, layers=(90, 7), needs=needs)


def test_it_tells_what_is_kept_and_what_goes_by_folder_the_largest_first() -> None:
    found = told()
    assert found.kept == (KeptFile(path="/etc/a", why="opened", size_bytes=10),)
    assert found.gone == (
        Gone(folder="/usr/lib", files=2, size_bytes=100),
        Gone(folder="/usr/bin", files=1, size_bytes=50),
        Gone(folder="/app", files=1, size_bytes=5),
    )


def test_its_base_ends_with_the_last_layer_of_a_systems_packages() -> None:
    found = told(replace(IMAGE, files=(*IMAGE.files, file("/etc/os-release", 3))))
    assert (found.pull_bytes, found.own_pull_bytes) == (97, 7)
    assert found.own_gone == ("/app/read.me",)


def test_an_image_from_scratch_is_all_its_own() -> None:
    found = told()
    assert (found.pull_bytes, found.own_pull_bytes) == (97, 97)
    assert "/usr/lib/z" in found.own_gone


def test_the_layer_of_its_program_is_always_its_own() -> None:
    above = replace(IMAGE, files=(*IMAGE.files, file("/var/lib/dpkg/status", 3, 1)))
    assert told(above).own_pull_bytes == 7


def test_its_base_is_told_by_a_system() -> None:
    found = told()
    assert found.disk_size_bytes == IMAGE.disk_size_bytes


def test_nothing_is_unknown_of_a_plain_image() -> None:
    assert told().unknown == ()


def test_a_health_check_by_another_program_leaves_open_what_that_opens() -> None:
    def checked(program: str) -> tuple[str, ...]:
        config = replace(IMAGE.config, health_check=HealthCheck(test=("CMD", program)))
        return told(replace(IMAGE, config=config), replace(ORIGINAL, config=config)).unknown

    assert checked("/usr/bin/sh") == (
        "its health check was not run: what else /usr/bin/sh opens is not known",
    )
    assert checked("/app/server") == ()


def test_powers_of_files_that_are_not_kept_are_told() -> None:
    program = replace(IMAGE.files[0], capabilities=True, mode=0o4755)
    found = told(replace(IMAGE, files=(program, *IMAGE.files[1:]))).unknown
    assert found == (
        "the file capabilities of /app/server are not kept",
        "/app/server is setuid or setgid, which is not kept",
    )


def test_what_it_may_need_and_the_original_has_not_is_told() -> None:
    zones = Need(name="zones", standing="suspected", why="main.main → time.LoadLocation")
    programs = Need(name="programs", standing="suspected", why="main.main → exec")
    (line,) = told(needs=(zones, programs, replace(zones, standing="in a library"))).unknown
    assert line.startswith("it may need time zones, which the original has not: main.main →")
    there = replace(IMAGE, files=(*IMAGE.files, file("/usr/share/zoneinfo", 0, kind="directory")))
    assert told(there, needs=(zones,)).unknown == ()
