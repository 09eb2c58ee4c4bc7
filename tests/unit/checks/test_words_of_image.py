"""What an image's verdicts say, word for word: a reader decides by these words alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.image import ImageExpectation, check_image, image_expectation
from slimgo.values.image import Copy, ImageConfig, ImageFacts, ImageFile, ImagePlan
from slimgo.values.target import Target
from slimgo.values.verdict import Verdict

AMD64 = Target(goos="linux", goarch="amd64")


def said(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [line(verdict) for verdict in verdicts]


def line(verdict: Verdict) -> str:
    text = f"{verdict.status}: {verdict.check}: {verdict.evidence}"
    return f"{text} -> {verdict.cure}" if verdict.cure else text


FILE = ImageFile(path="/b/app", kind="file", mode=0o755, uid=0, gid=0, size_bytes=7000, sha256="aa")
SECOND = replace(FILE, path="/c", size_bytes=500, sha256="bb")
FOLDER = replace(FILE, path="/b", kind="directory", size_bytes=0, sha256="")
CONFIG = ImageConfig(entrypoint=("./app",), user="7", labels=(("a", "b"),), env=("A=b",))
IMAGE = ImageFacts(
    config_digest="",
    manifest_digest="",
    layers=("1", "2"),
    files=(FOLDER, FILE, SECOND),
    config=CONFIG,
    goos="linux",
    goarch="amd64",
    created="1970",
)
WANTED = image_expectation(
    ImagePlan(
        copies=(Copy(source="s", target="/b/app"), Copy(source="t", target="/c", mode=0o755)),
        config=CONFIG,
    ),
    {"s": (0o755, 7000, "aa"), "t": (0o600, 500, "bb")},
    target=AMD64,
    created="1970",
)
AGAIN = "invoke image"


def image(*files: ImageFile, **spoiled: object) -> ImageFacts:
    return replace(IMAGE, files=files or IMAGE.files, **spoiled)  # type: ignore[arg-type]


def config(**spoiled: object) -> ImageFacts:
    return image(config=replace(CONFIG, **spoiled))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected", "words"),
    [
        (IMAGE, WANTED, "pass: exactly b/app, c: 2 file in 2 layer"),
        (IMAGE, WANTED, "pass: disk size: 7,500 B, the binary's own"),
        (IMAGE, WANTED, "pass: config: ['./app'], user 7"),
        (IMAGE, WANTED, "pass: image platform: linux/amd64"),
        (IMAGE, WANTED, "pass: creation time: 1970"),
        (IMAGE, replace(WANTED, created=""), "pass: creation time: 1970 (the engine's clock)"),
        (
            image(created=""),
            replace(WANTED, created=""),
            ("pass: creation time: none (the engine's clock)"),
        ),
        (
            image(created=""),
            WANTED,
            ("fail: creation time: none, wanted 1970 -> unset SOURCE_DATE_EPOCH"),
        ),
        (
            image(created="1980"),
            WANTED,
            ("fail: creation time: 1980, wanted 1970 -> unset SOURCE_DATE_EPOCH"),
        ),
        (
            image(*IMAGE.files, replace(FILE, path="/x", size_bytes=0)),
            WANTED,
            (f"fail: exactly b/app, c: the image also has /x (file) -> {AGAIN}"),
        ),
        (
            image(*IMAGE.files, replace(FOLDER, path="/b/d")),
            WANTED,
            (f"fail: exactly b/app, c: the image also has /b/d (directory) -> {AGAIN}"),
        ),
        (
            image(replace(FILE, kind="symlink"), SECOND),
            WANTED,
            (f"fail: exactly b/app, c: the image also has /b/app (symlink) -> {AGAIN}"),
        ),
        (image(FILE), WANTED, f"fail: exactly b/app, c: the image lacks /c -> {AGAIN}"),
        (
            image(replace(FILE, sha256="x"), SECOND),
            WANTED,
            (f"fail: exactly b/app, c: /b/app is not the file that was built -> {AGAIN}"),
        ),
        (
            image(replace(FILE, size_bytes=1), SECOND),
            WANTED,
            (f"fail: exactly b/app, c: /b/app is not the file that was built -> {AGAIN}"),
        ),
        (
            image(replace(FILE, mode=0o7), SECOND),
            WANTED,
            (f"fail: exactly b/app, c: /b/app has mode 0007, wanted 0755 -> {AGAIN}"),
        ),
        (
            image(FILE, replace(SECOND, mode=0o600)),
            WANTED,
            (f"fail: exactly b/app, c: /c has mode 0600, wanted 0755 -> {AGAIN}"),
        ),
        (
            image(FILE),
            WANTED,
            (f"fail: disk size: 7,000 B, the files alone are 7,500 B -> {AGAIN}"),
        ),
        (
            config(entrypoint=("a",)),
            WANTED,
            (f"fail: config: entrypoint is ('a',), the Dockerfile says ('./app',) -> {AGAIN}"),
        ),
        (
            config(cmd=("a",)),
            WANTED,
            (f"fail: config: command is ('a',), the Dockerfile says () -> {AGAIN}"),
        ),
        (
            config(exposed_ports=("1",)),
            WANTED,
            (f"fail: config: ports is ('1',), the Dockerfile says () -> {AGAIN}"),
        ),
        (config(user=""), WANTED, f"fail: config: user is '', the Dockerfile says '7' -> {AGAIN}"),
        (
            config(working_dir="/x"),
            WANTED,
            (f"fail: config: working folder is '/x', the Dockerfile says '/' -> {AGAIN}"),
        ),
        (
            config(labels=()),
            WANTED,
            (f"fail: config: labels is {{}}, the Dockerfile says {{'a': 'b'}} -> {AGAIN}"),
        ),
        (
            config(env=("C=d", "PATH=/")),
            WANTED,
            (f"fail: config: environment is ('C=d',), the Dockerfile says ('A=b',) -> {AGAIN}"),
        ),
        (
            config(stop_signal="SIGINT"),
            WANTED,
            (f"fail: config: stop signal is 'SIGINT', the Dockerfile says '' -> {AGAIN}"),
        ),
        (config(working_dir=""), WANTED, "pass: config: ['./app'], user 7"),
        (
            IMAGE,
            replace(WANTED, config=replace(CONFIG, working_dir="")),
            ("pass: config: ['./app'], user 7"),
        ),
        (
            config(user=""),
            replace(WANTED, config=replace(CONFIG, user="")),
            ("pass: config: ['./app'], user root (the Dockerfile names no USER)"),
        ),
        (
            image(goos="aix"),
            WANTED,
            ("fail: image platform: aix/amd64, wanted linux/amd64"),
        ),
        (
            image(),
            replace(WANTED, files=()),
            (f"fail: exactly : the image also has /b (directory) -> {AGAIN}"),
        ),
    ],
)
def test_an_images_verdict(facts: ImageFacts, expected: ImageExpectation, words: str) -> None:
    assert words in said(check_image(facts, expected))


def test_an_image_of_which_nothing_is_wanted_is_told_to_copy_something() -> None:
    empty = replace(IMAGE, files=())
    assert said(check_image(empty, replace(WANTED, files=())))[0] == (
        "fail: exactly : the Dockerfile copies nothing -> add a COPY to the Dockerfile"
    )


def test_files_are_told_in_the_order_of_their_paths() -> None:
    plan = ImagePlan(
        copies=(Copy(source="s", target="/z"), Copy(source="s", target="/a")), config=CONFIG
    )
    made = image_expectation(plan, {"s": (0o644, 1, "aa")}, target=AMD64, created="")
    assert made.files == (("/a", 0o644, 1, "aa"), ("/z", 0o644, 1, "aa"))


def test_what_is_expected_is_what_was_planned() -> None:
    plan = ImagePlan(copies=(Copy(source="s", target="/a", mode=0o4711),), config=CONFIG)
    made = image_expectation(plan, {"s": (0o644, 1, "aa")}, target=AMD64, created="1970")
    assert made.files == (("/a", 0o4711, 1, "aa"),)
    assert (made.target, made.created, made.config) == (AMD64, "1970", CONFIG)


def test_the_folders_above_a_file_are_no_surplus_and_others_are() -> None:
    deep = replace(FILE, path="/p/q/app")
    wanted = replace(WANTED, files=(("/p/q/app", 0o755, 7000, "aa"),))
    parents = [replace(FOLDER, path=path) for path in ("/", "/p", "/p/q")]
    assert said(check_image(image(*parents, deep), wanted))[0].startswith("pass: ")
    surplus = replace(FOLDER, path="/p/q/app")
    assert said(check_image(image(deep, surplus), wanted))[0] == (
        f"fail: exactly p/q/app: the image also has /p/q/app (directory) -> {AGAIN}"
    )


def test_an_x_in_a_files_name_is_shown() -> None:
    wanted = replace(WANTED, files=(("/XX", 0o755, 7000, "aa"),))
    assert check_image(IMAGE, wanted)[0].check == "exactly XX"
