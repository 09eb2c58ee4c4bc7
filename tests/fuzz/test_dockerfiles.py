"""Dockerfiles: raw text, lines that are nearly right, and our own with something changed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from slimgo.errors import SlimgoError
from slimgo.oci.dockerfile.read import image_plan
from slimgo.values.image import ImagePlan

OUR_OWN = Path(__file__).parents[2].joinpath("Dockerfile").read_text()
INSTRUCTIONS = [
    *("ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "LABEL", "STOPSIGNAL"),
    *("USER", "WORKDIR", "RUN", "ADD", "HEALTHCHECK", "ONBUILD", "SHELL", "VOLUME", "cOpY", "X"),
]
WORDS = [
    *("a", "/a", "a/b", "../a", "a/../..", "/", ".", "..", "x/", "*", "é", "x" * 300, "scratch"),
    *("$a", "${a}", "${a:-b}", "${a:?c}", "${a%b}", "${a//b/c}", "${", "$", "a=b", "A=$a", "="),
    *("--chmod=0755", "--chmod=99999", "--chown=1:2", "--chown=a", "--link", "--from=x", "--"),
    *('"', "'", "\\", '["a", "b"]', '["a"', "[", "]", "[1]", '["\\u0000", "b"]', '["\\ud800"]'),
    *("<<E", "E", "#", "# escape=`", "`", "80", "80/udp", "99999", "65532", "SIGTERM", "9" * 20),
    *("\n", "\\\n", "\t", "\0", "\x1b[2J", "\r", "\u2028", "\x85", "\udcff", "AS", "TARGETARCH"),
]
LINES = st.builds(
    "{} {}".format,
    st.sampled_from(INSTRUCTIONS),
    st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
)
NEARLY = st.lists(LINES, max_size=5).map(lambda lines: "\n".join(["FROM scratch", *lines]))


@st.composite
def changed(draw: st.DrawFn) -> str:
    """Our own Dockerfile with pieces cut out, doubled and put in."""
    text = OUR_OWN
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        piece = draw(st.sampled_from(["", text[start:end] * 2, *WORDS]))
        text = text[:start] + piece + text[end:]
    return text


ARGS = st.dictionaries(st.sampled_from(["a", "BIN", "TARGETARCH", "é\n"]), st.text(), max_size=2)


@given(text=st.text(st.characters()) | NEARLY, build_args=ARGS)
@example(text="FROM scratch\nCOPY a b\nENV " + "$a" * 10_000, build_args={})
@example(text="FROM scratch\nCOPY " + "${a:-" * 5_000, build_args={})
@example(text="FROM scratch\nCMD " + "[" * 50_000, build_args={})
@example(text="FROM scratch\nCOPY " + "a/" * 50_000 + " b", build_args={})
def test_any_text_is_refused_clearly_or_makes_an_image(
    outcome, text: str, build_args: Mapping[str, str]
) -> None:
    _sound(outcome(lambda: image_plan(text, build_args)))


@given(text=changed())
def test_our_own_dockerfile_changed_is_refused_clearly_or_makes_an_image(
    outcome, text: str
) -> None:
    _sound(outcome(lambda: image_plan(text, {})))


@given(line=LINES | st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join))
def test_one_odd_line_is_refused_clearly_or_makes_an_image(outcome, line: str) -> None:
    _sound(outcome(lambda: image_plan(f"{OUR_OWN}\n{line}\n", {})))


def _sound(plan: ImagePlan | SlimgoError) -> None:
    """What every plan keeps to, whatever it was read from."""
    if isinstance(plan, SlimgoError):
        return
    targets = [copy.target for copy in plan.copies] + [folder.path for folder in plan.directories]
    assert len(set(targets)) == len(targets)
    assert all(posixpath.normpath(path) == path and path[0] == "/" for path in targets)
    for copy in plan.copies:
        assert copy.source.isprintable()
        assert not copy.source.startswith(("/", ".."))
        assert ".." not in copy.source.split("/")
    layers = {copy.layer for copy in plan.copies} | {folder.layer for folder in plan.directories}
    assert layers == set(range(len(layers)))
    config = plan.config
    assert all(re.fullmatch(r"[1-9]\d{0,4}/(tcp|udp|sctp)", port) for port in config.exposed_ports)
    assert re.fullmatch(r"(\d+(:\d+)?)?", config.user)
    texts = [*config.entrypoint, *config.cmd, *config.env, config.working_dir]
    assert all("\0" not in text and text.encode() is not None for text in texts)
