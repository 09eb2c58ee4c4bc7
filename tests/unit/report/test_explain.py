"""A shipped program, explained from what was saved of it."""

from __future__ import annotations

import json
from dataclasses import replace

from slimgo.report.explain import FORMATS, explained
from slimgo.values.artifact import Artifact
from slimgo.values.explained import Explained, ExplainedFile
from slimgo.values.image import ImageConfig, ImageFacts, ImageFile
from slimgo.values.need import Need
from slimgo.values.needs_found import Added, NeedsFound
from slimgo.values.result import Result, StepResult
from slimgo.values.shipment import Shipment
from slimgo.values.shrunk import Gone, KeptFile, Shrunk
from slimgo.values.verdict import passed, skipped
from tests.unit.blank_result import BLANK

ZONE = "/usr/share/zoneinfo/Asia/Tokyo"


def entry(path: str, kind: str = "file", size: int = 0) -> ImageFile:
    return ImageFile(path=path, kind=kind, mode=0o755, uid=0, gid=0, size_bytes=size, sha256="")


IMAGE = ImageFacts(
    config_digest="",
    manifest_digest="",
    layers=(),
    files=(
        entry("/app", size=1000),
        entry("/data", "directory"),
        entry("/etc", "directory"),
        entry("/etc/conf", size=10),
        entry("/empty", "directory"),
        entry(ZONE, size=300),
    ),
    config=ImageConfig(entrypoint=("/app",), user="5:6", volumes=("/data",)),
    goos="linux",
    goarch="amd64",
    created="",
)
NEEDS = NeedsFound(
    needs=(
        Need(name="zones", standing="needed", why="it looked for Asia/Tokyo"),
        Need(name="certificates", standing="in a library", why="loadSystemRoots is in it"),
    ),
    added=(
        Added(need="zones", what="time zones", size_bytes=300, compressed_bytes=200, paths=(ZONE,)),
    ),
    unseen="not all of it",
)
RESULT = replace(
    BLANK,
    steps=(
        StepResult(
            name="build",
            kind="build",
            command="CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o build/app .",
            artifact=Artifact(path="", size_bytes=4000, sha256=""),
            verdicts=(passed("static", ""), skipped("runs", "no level\nmore")),
        ),
        StepResult(
            name="pack",
            kind="pack",
            command="upx -9 -o build/app/app build/app",
            artifact=Artifact(path="", size_bytes=1000, sha256=""),
        ),
        StepResult(name="image", kind="image", command="docker build", image=IMAGE),
    ),
    needs=NEEDS,
)


def told(result: Result = RESULT) -> Explained:
    return explained(Shipment(name="app", reference="app:1", result=result), result)


def test_each_file_has_its_reason() -> None:
    assert told().files == (
        ExplainedFile(path="/app", size_bytes=1000, why="the program, packed from 4.00 kB (−75 %)"),
        ExplainedFile(path="/data", size_bytes=0, why="a volume"),
        ExplainedFile(path="/etc/conf", size_bytes=10, why="its settings name it"),
        ExplainedFile(path="/empty", size_bytes=0, why="a folder that its settings name"),
        ExplainedFile(path=ZONE, size_bytes=300, why="time zones: it looked for Asia/Tokyo"),
    )


def test_what_was_left_out_is_told_with_the_evidence() -> None:
    assert told().left_out == (
        ("root certificates", "in a library: loadSystemRoots is in it"),
        ("a shell, a C library, a package manager", "the image is made from scratch"),
    )


def test_each_choice_is_told_with_its_effect() -> None:
    flags = [(each.flag, each.effect) for each in told().flags]
    assert flags == [
        ("CGO_ENABLED=0", "changes behaviour"),
        ("-trimpath", "free"),
        ("-s", "free"),
        ("-w", "free"),
        ("FROM scratch", "changes behaviour"),
        ("USER 5:6", "changes behaviour"),
    ]
    assert len(told().lost) == len(set(told().lost)) == 4


def test_what_was_not_checked_is_told() -> None:
    assert told().unchecked == (("build: runs", "no level"), ("what it opens", "not all of it"))
    plain = replace(RESULT, needs=None, steps=RESULT.steps[1:])
    assert told(plain).unchecked == ()
    assert FORMATS["text"](told(plain), None).endswith("Not checked:\n  nothing was left out\n")


def test_without_an_image_the_rest_is_told() -> None:
    bare = told(replace(RESULT, steps=RESULT.steps[:1], needs=None))
    assert bare.files == ()
    assert [each.flag for each in bare.flags] == ["CGO_ENABLED=0", "-trimpath", "-s", "-w"]


def test_it_is_text_or_json() -> None:
    text = FORMATS["text"](told(), 60)
    assert text.startswith("app: app:1\nIn the image:\n  /app   1.00 kB   the program")
    assert max(map(len, text.splitlines())) <= 80
    said = json.loads(FORMATS["json"](told(), None))
    assert said["schema_version"] == 1
    assert said["files"][0]["path"] == "/app"
    assert said["lost"] == list(told().lost)


SHRUNK = Shrunk(
    name="web:1",
    disk_size_bytes=0,
    pull_bytes=0,
    own_pull_bytes=0,
    program="/app",
    kept=(
        KeptFile(path="/etc/conf", why="opened", size_bytes=10),
        KeptFile(path="/empty", why="where its user may write", size_bytes=0),
    ),
    gone=(Gone(folder="/usr/lib", files=2000, size_bytes=70_000_000),),
    own_gone=("/app/README.md",),
    unknown=("the file capabilities of /app are not kept",),
)


def test_of_a_smaller_image_each_file_has_the_reason_that_it_was_kept_for() -> None:
    found = told(replace(RESULT, needs=None, shrunk=SHRUNK))
    reasons = {each.path: each.why for each in found.files}
    assert reasons["/etc/conf"] == "opened"
    assert reasons["/empty"] == "where its user may write"
    assert reasons["/app"].startswith("the program, packed from")
    assert found.left_out == (("/usr/lib", "2,000 files, 70.0 MB: no probe came to them"),)
    assert found.unchecked[-2:] == (
        ("of the original", "the file capabilities of /app are not kept"),
        ("/app/README.md", "its own Dockerfile put it there, and no probe came to it"),
    )
