"""`python -m slimgo.oci` with whatever words someone types."""

from __future__ import annotations

import io
import os
from contextlib import chdir, redirect_stdout
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from slimgo.engines.serve import serve
from slimgo.errors import SlimgoError
from slimgo.oci.command import parse, reply
from slimgo.plan.smallest import trial_program

# no program can be given a zero byte
PIECES = st.sampled_from(
    [
        "a",
        "x",
        ":",
        "/",
        "..",
        ".",
        "=",
        "-",
        "@",
        "%2F",
        "\n",
        "\x1b[2J",
        "é",
        "\udcff",
        "image.tar",
        "{{.Size}}",
        "linux/",
        "amd64",
        "x" * 300,
        "127.0.0.1:",
        "3000",
        "²",
    ]
)
WORDS = st.lists(PIECES, min_size=1, max_size=4).map("".join)
FLAGS = st.sampled_from(
    [
        "-t",
        "--tag",
        "-f",
        "--file",
        "--build-arg",
        "--platform",
        "--format",
        "-p",
        "--publish",
        "-h",
        "--help",
        "--",
        "-x",
        "--ta",
    ]
)
LINES = st.builds(
    lambda command, rest: [command, *rest],
    st.sampled_from(["build", "inspect", "run", "fly", ""]),
    st.lists(FLAGS | WORDS, max_size=6),
)
LIKELY = st.sampled_from(["x", "image", "reg.example/a/b:1"])
BUILDS = st.builds(
    lambda tag, rest: ["build", "-t", tag, *[word for pair in rest for word in pair], "."],
    LIKELY | WORDS,
    st.lists(
        st.tuples(st.sampled_from(["--build-arg", "--platform", "-f", "--tag"]), WORDS)
        | st.tuples(st.just("--build-arg"), WORDS.map("a={}".format)),
        max_size=2,
    ),
)
INSPECTS = st.builds(
    lambda image, rest: ["inspect", *rest, image],
    WORDS,
    st.lists(WORDS.map("--format={}".format), max_size=1),
)


def project(folder: Path) -> Path:
    """What a build needs, so that some of them go all the way."""
    (folder / "app.bin").write_bytes(trial_program("amd64"))
    (folder / "Dockerfile").write_text(
        'FROM scratch\nARG a=b\nENV a=$a\nCOPY [ "app.bin", "app.bin" ]\n'
    )
    return folder


@given(words=LINES | st.lists(FLAGS | WORDS, max_size=4))
def test_any_words_are_refused_clearly_or_understood(outcome, words: list[str]) -> None:
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            outcome(lambda: parse(words))
    except SystemExit as ended:
        # somewhere among the words, help was asked for
        assert ended.code == 0  # noqa: PT017
        assert "usage:" in printed.getvalue()


@given(words=BUILDS | INSPECTS)
def test_what_is_understood_is_done_or_refused_and_writes_into_build_only(
    outcome, fenced, words: list[str]
) -> None:
    with fenced() as parent:
        folder = parent / "project"
        folder.mkdir()
        before = {*project(folder).iterdir(), folder / "build"}
        with chdir(folder):
            said = outcome(lambda: reply(parse(words), folder, os.environ))
        assert set(folder.iterdir()) <= before
        assert list(parent.iterdir()) == [folder]
        if isinstance(said, str) and words[0] == "build":
            assert said.startswith("sha256:")
            assert len(list((folder / "build").iterdir())) == 1


@given(tag=WORDS, publish=WORDS)
def test_an_image_that_is_not_there_is_not_run(outcome, fenced, tag: str, publish: str) -> None:
    with fenced() as folder, chdir(folder):
        assert isinstance(outcome(lambda: serve(tag, publish=publish)), SlimgoError)
