"""What `slimgo check` shows of a program or an image."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.report.looked import failures, looked
from slimgo.values.binary import BinaryFacts, BuildInfo
from slimgo.values.image import ImageConfig, ImageFacts, ImageFile
from slimgo.values.looked import Looked
from slimgo.values.need import Need, NeedName, Standing
from slimgo.values.opened import Opened, OpenedName
from slimgo.values.target import Target
from slimgo.values.verdict import failed, passed, skipped

BINARY = BinaryFacts(
    size_bytes=1_500_000,
    sha256="",
    target=Target(goos="linux", goarch="amd64"),
    interpreter="",
    needed=(),
    pie=False,
    symbols=False,
    debug_info=True,
    packed_by="",
    build_info=BuildInfo(
        go_version="go1.27.3",
        settings=(("-trimpath", "true"), ("GOOS", "linux"), ("-tags", ""), ("CGO_ENABLED", "0")),
    ),
)
IMAGE = ImageFacts(
    config_digest="",
    manifest_digest="",
    layers=(),
    files=(
        ImageFile(
            path="/etc/x", kind="file", mode=0o644, uid=0, gid=0, size_bytes=2_000_000, sha256=""
        ),
    ),
    config=ImageConfig(),
    goos="linux",
    goarch="amd64",
    created="",
)
FILE = Looked(
    name="./tool",
    program="tool",
    binary=BINARY,
    image=None,
    user="65532:65532",
    isolation="bubblewrap",
    verdicts=(passed("static", "no PT_INTERP"), passed("runs", "it prints")),
    opened=Opened(own_root=True),
)
OURS = OpenedName(what="file", name="/etc/x")
GOS = OpenedName(what="file", name="/sys/kernel", by_go=True)


def lines(result: Looked) -> dict[str, list[str]]:
    """By their labels; each line without a label stands below the one before."""
    found: dict[str, list[str]] = {}
    label = ""
    for line in looked(result).splitlines()[1:]:
        assert line[:9].strip() not in found  # each label stands once
        label = line[:9].strip() or label
        found.setdefault(label, []).append(line[11:])
    return found


def opens(*names: OpenedName, result: Looked = FILE, **more: object) -> list[str]:
    seen = replace(FILE.opened, names=names, **more)  # type: ignore[arg-type]
    return lines(replace(result, opened=seen))["opens"]


def test_a_program_is_shown_in_a_few_lines() -> None:
    assert looked(FILE) == (
        "./tool is a program, for linux/amd64\n"
        "     size  1.50 MB\n"
        "   linked  static: no PT_INTERP ✓\n"
        "    holds  no symbols, debug info\n"
        "    built  by go1.27.3, -trimpath=true, CGO_ENABLED=0\n"
        "  checked  runs: it prints ✓\n"
        "  started  as 65532:65532, isolated by bubblewrap\n"
        "    opens  nothing, at its start\n"
    )


def test_an_image_says_what_it_starts_and_what_it_weighs() -> None:
    result = replace(FILE, name="x.tar", program="/app", image=IMAGE)
    assert looked(result).startswith("x.tar is an image that starts /app, for linux/amd64\n")
    assert lines(result)["size"] == ["1.50 MB, 2.00 MB on disk"]
    compressed = replace(result, image=replace(IMAGE, pull_bytes=900))
    assert lines(compressed)["size"] == ["1.50 MB, 2.00 MB on disk, 900 B to pull"]


def test_what_a_program_holds_is_told_in_its_order() -> None:
    packed = replace(BINARY, packed_by="upx", symbols=True, debug_info=False)
    assert lines(replace(FILE, binary=packed))["holds"] == ["packed by upx, symbols, no debug info"]


def test_a_program_without_build_info_does_not_say_who_built_it() -> None:
    silent = replace(FILE, binary=replace(BINARY, build_info=None))
    assert lines(silent)["built"] == ["it does not say by what"]


@pytest.mark.parametrize("name", ["-buildmode", "-compiler", "DefaultGODEBUG", "GOARCH", "GOOS"])
def test_what_every_program_is_built_with_is_not_told(name: str) -> None:
    info = BuildInfo(go_version="go1", settings=((name, "x"),))
    assert lines(replace(FILE, binary=replace(BINARY, build_info=info)))["built"] == ["by go1"]


def test_each_check_bears_its_mark() -> None:
    verdicts = (
        passed("dynamic", "beside it"),
        failed("static", "no", ""),
        failed("runs", "status 1", ""),
        skipped("ends", "who knows"),
        passed("bare", ""),
    )
    found = lines(replace(FILE, verdicts=verdicts))
    assert found["linked"] == ["dynamic: beside it ✓   static: no ✗"]
    assert found["checked"] == ["runs: status 1 ✗", "ends: who knows (not run)", "bare ✓"]
    assert failures(verdicts) == verdicts[1:3]


def test_what_was_not_started_is_not_said_to_be() -> None:
    assert "started" not in lines(replace(FILE, isolation=""))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (OURS, "/etc/x"),
        (replace(OURS, error="EACCES"), "/etc/x (EACCES)"),
        (replace(OURS, error="ENOENT"), "/etc/x (not there)"),
        (OpenedName(what="executes", name="/bin/sh"), "runs /bin/sh"),
        (OpenedName(what="listens", name="tcp [::]:80"), "listens tcp [::]:80"),
        (OpenedName(what="connects", name="udp 1.1.1.1:53"), "connects udp 1.1.1.1:53"),
    ],
    ids=str,
)
def test_what_it_opens_is_told_by_its_name(name: OpenedName, line: str) -> None:
    assert opens(name) == [line]


def test_what_is_missing_here_may_be_in_the_image() -> None:
    image = replace(FILE, image=IMAGE)
    assert opens(replace(OURS, error="ENOENT"), result=image) == ["/etc/x (in the image)"]
    other = replace(OURS, name="/etc/y", error="ENOENT")
    assert opens(other, result=image) == ["/etc/y (not there)"]


def test_what_every_go_program_asks_for_is_counted() -> None:
    assert opens(GOS, GOS) == ["only 2 names that every Go program asks for"]
    assert opens(OURS, GOS, GOS) == ["/etc/x", "and 2 names that every Go program asks for"]


def test_what_was_not_seen_is_told() -> None:
    assert opens(lacks="no ptrace") == ["not seen: no ptrace"]
    assert opens(OURS, lacks="it was killed") == ["/etc/x", "not all was seen: it was killed"]


def test_where_it_saw_this_machines_files_that_is_told() -> None:
    assert opens(OURS, own_root=False, level="landlock") == [
        "/etc/x",
        "landlock shows it files of this machine, or refuses them",
    ]
    assert opens(own_root=False, level="landlock") == ["nothing, at its start"]


def test_what_it_needs_or_may_need_is_told_with_the_evidence() -> None:
    def need(name: NeedName, standing: Standing) -> Need:
        return Need(name=name, standing=standing, why=f"why {name}")

    told = (need("zones", "needed"), need("tmp", "suspected"), need("user", "wanted"))
    shown = looked(replace(FILE, needs=(*told, need("mime", "in a library"))))
    assert shown.endswith(
        "    needs  time zones: why zones\n"
        "           perhaps a folder for temporary files: why tmp\n"
    )
    assert "needs" not in looked(FILE)
