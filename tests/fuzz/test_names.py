"""Tags, times, settings and command lines, whatever someone types."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from article.door import article_settings
from slimgo.errors import SlimgoError
from slimgo.oci.moment import epoch, rfc3339
from slimgo.oci.tag import parse_tag
from slimgo.plan.script import shell_script
from slimgo.values.command import Command
from slimgo.values.step import Step

ANY = st.text(st.characters())
"""Every code point, lone surrogates too: that is how Python shows bytes that are not UTF-8."""
NEARLY_TAGS = st.lists(
    st.sampled_from(
        [
            "a",
            "Z",
            "0",
            "-",
            "_",
            "__",
            ".",
            "..",
            "/",
            ":",
            "@",
            "sha256",
            "localhost",
            "docker.io",
            "[::1]",
            "%2F",
            "\n",
            "\x00",
            " ",
            "ä",
            "x" * 128,
            "0" * 64,
        ]
    ),
    max_size=8,
).map("".join)
GOOD_TAGS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "localhost/", "reg.example:5/", "docker.io/", "library/"]),
    st.lists(st.sampled_from(["a", "a-b", "a__b", "2f", "x" * 90]), min_size=1, max_size=2).map(
        "/".join
    ),
    st.sampled_from(["", ":latest", ":1", ":A.b_c", ":" + "y" * 90]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(ANY, inner, max_size=2),
    max_leaves=4,
)
"""What YAML can hold."""
NAMES = st.sampled_from(["go", "upx", "engine", "tag", "port", "app", "cache"])
PATHS = st.lists(
    st.sampled_from(["app", "/", "..", ".", "~", "\0", "\n", "\x1b[2J", "é", "\udcff", "x" * 256]),
    max_size=5,
).map("".join)
TYPED = ANY | PATHS | NEARLY_TAGS | st.sampled_from(["docker", "3000", "65536", "²", "٣", "app"])
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
"""What the arguments of a program can be."""


@given(text=ANY | NEARLY_TAGS)
def test_a_tag_is_refused_or_names_one_file_and_reads_back_as_itself(outcome, text: str) -> None:
    tag = outcome(lambda: parse_tag(text))
    if isinstance(tag, SlimgoError):
        return
    assert parse_tag(str(tag)) == tag
    assert Path(tag.file_name).name == tag.file_name
    assert len(tag.file_name) <= 255
    assert tag.full.isprintable()


@given(one=GOOD_TAGS, other=GOOD_TAGS)
def test_two_tags_share_a_file_only_where_they_are_one(one: str, other: str) -> None:
    first, second = parse_tag(one), parse_tag(other)
    assert (first.file_name == second.file_name) == (str(first) == str(second))


@given(text=ANY | st.integers().map(str) | st.just("9" * 5000) | st.just("0" * 5000))
def test_a_time_is_refused_or_can_be_written(outcome, text: str) -> None:
    seconds = outcome(lambda: epoch(text))
    assert isinstance(seconds, SlimgoError) or len(rfc3339(seconds)) == 20


@given(
    flags=st.dictionaries(NAMES, TYPED, max_size=3),
    ambient=st.dictionaries(NAMES.map(lambda name: f"SLIMGO_{name.upper()}"), TYPED, max_size=3),
    configured=st.dictionaries(NAMES | ANY, VALUES | TYPED, max_size=2),
)
def test_settings_are_refused_or_stay_in_the_project(
    outcome, fenced, flags: dict[str, str], ambient: dict[str, str], configured: dict[str, object]
) -> None:
    with fenced() as project:
        (project / "app").mkdir()
        (project / "app/app.go").touch()
        read = outcome(lambda: article_settings(flags, ambient, configured, project=project))
        if not isinstance(read, SlimgoError):
            assert 1 <= read.port <= 65535
            folder = project / read.program.source.folder
            assert folder.resolve().is_relative_to(project.resolve())
            parse_tag(read.program.tag)


@given(
    argv=st.lists(WORDS | st.builds("--{}={}".format, WORDS, WORDS), min_size=1, max_size=5),
    value=WORDS,
)
def test_a_command_is_read_back_by_a_shell_as_it_was(argv: list[str], value: str) -> None:
    text = str(Command(argv=tuple(argv), env=(("NAME", value),)))
    assert shlex.split(text) == [f"NAME={value}", *argv]
    words = text.removeprefix(f"NAME={shlex.quote(value)} ")
    said = subprocess.run(
        ["/bin/sh", "-c", f"NAME={shlex.quote(value)}; printf '%s\\0' \"$NAME\" {words}"],
        capture_output=True,
        check=True,
    )
    assert said.stdout == "".join(f"{word}\0" for word in [value, *argv]).encode()


@given(
    folder=WORDS.filter(lambda name: name not in {".", ".."} and len(name.encode()) < 200).map(
        lambda name: name.replace("/", "")
    ),
    name=st.sampled_from(["go", "go1.27", "it's go"]),
)
def test_a_script_finds_its_tools_in_whatever_folder_they_are(
    fenced, folder: str, name: str
) -> None:
    assume(folder not in {"", ".", ".."})
    with fenced() as inside:
        tool = inside / folder / name
        tool.parent.mkdir()
        tool.write_text("#!/bin/sh\necho found\n")
        tool.chmod(0o755)
        step = Step(
            number=1,
            name="x",
            kind="build",
            command=Command(argv=("go", "--x", folder)),
            makes="build/x",
        )
        script = shell_script((step,), programs={"go": tool}, goarch="amd64", heading="x")
        (inside / "script").write_text(script)
        said = subprocess.run(
            ["/bin/sh", "-eu", "script"], cwd=inside, capture_output=True, check=False
        )
        assert (said.stdout, said.stderr) == (b"found\n", b"")
