"""Builds from folders that someone hostile prepared: names, links, .dockerignore."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from slimgo.errors import SlimgoError
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.read import read_image
from slimgo.values.image import Copy, Directory, ImagePlan
from slimgo.values.target import Target

SECRET = b"SECRET-OF-THE-SENTINEL"
AMD64 = Target(goos="linux", goarch="amd64")
PATHS = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            "/",
            "/",
            "..",
            ".",
            "~",
            "{parent}/sentinel",
            "../sentinel",
            "link",
            "folder",
            "\x00",
            "\n",
            "\x1b[2J",
            "é",
            "\udcff",
            "\ud800",
            " ",
            "'",
            '"',
            "\\",
            "x" * 256,
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)
LIKELY = st.sampled_from(["a", "b", "link", "b/a", "folder/a"])
ENTRIES = st.lists(
    st.tuples(LIKELY | PATHS, st.sampled_from(["file", "link", "folder", "pipe"]), LIKELY | PATHS),
    max_size=6,
)
IGNORED = (
    st.just(b"")
    | st.binary(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                "a",
                "b",
                "*",
                "**",
                "**/",
                "/",
                "!",
                "?",
                "[",
                "]",
                "[^",
                "-",
                "\\",
                "..",
                "#",
                "\n",
                "\r",
                " ",
                "[a-",
                "[[",
                "é",
                "\x00",
                "{",
                "(",
            ]
        ),
        max_size=12,
    ).map(lambda pieces: "".join(pieces).encode())
)


def furnish(folder: Path, entries: Sequence[tuple[str, str, str]]) -> None:
    """Makes the entries as far as the file system takes them, and none outside the folder."""
    for name, kind, target in entries:
        path = folder / name.replace("{parent}/", "").replace("..", "").lstrip("/")
        with suppress(OSError, ValueError, RuntimeError):  # RuntimeError: a circle of links
            if not path.resolve().is_relative_to(folder.resolve()):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "file":
                path.open("xb").close()  # what is there already may be a pipe
            elif kind == "link":
                path.symlink_to(target.replace("{parent}", str(folder.parent)))
            elif kind == "pipe":
                os.mkfifo(path)
            else:
                path.mkdir()


@given(entries=ENTRIES, source=LIKELY | PATHS, target=LIKELY | PATHS, ignored=IGNORED, folder=PATHS)
@example(entries=[], source="link", target="b", ignored=b"", folder="x")
@example(entries=[], source="../sentinel", target="b", ignored=b"", folder="")
@example(entries=[], source="{parent}/sentinel", target="b", ignored=b"", folder="x")
@example(entries=[], source="a", target="../../sentinel", ignored=b"[[]", folder="x")
@example(
    entries=[("d", "link", "{parent}")], source="d/sentinel", target="b", ignored=b"", folder=""
)
def test_a_build_takes_nothing_from_outside_its_context(
    outcome, fenced, *, entries, source: str, target: str, ignored: bytes, folder: str
) -> None:
    with fenced() as inside:
        furnish(
            inside, [(folder, "folder", ""), ("a", "file", ""), ("link", "link", "../sentinel")]
        )
        context = next((path for path in inside.iterdir() if path.is_dir()), inside)
        furnish(context, entries)
        (context / ".dockerignore").write_bytes(ignored)
        names = [name.replace("{parent}", str(inside.parent)) for name in (source, target)]
        plan = outcome(lambda: image_plan(f"FROM scratch\nCOPY {json.dumps(names)}", {}))
        if isinstance(plan, SlimgoError):
            return
        out = inside / "out.tar"
        made = outcome(lambda: write_layout(plan, context=context, tag="x", target=AMD64, out=out))
        if isinstance(made, SlimgoError):
            assert not out.exists()
        else:
            assert SECRET not in out.read_bytes()
        assert not list(inside.rglob("*.part"))


NAMES = st.text(
    st.characters(exclude_characters="/\\$'\"", categories=["L", "N", "P", "S"]),
    min_size=1,
    max_size=70,
).filter(lambda name: name not in {".", ".."} and not set(name) & set("*?["))
FILES = st.dictionaries(NAMES, st.binary(max_size=1500), min_size=1, max_size=4)


@given(
    files=FILES,
    folder=NAMES,
    chmod=st.sampled_from(["", "--chmod=0555 ", "--chmod=4711 "]),
    words=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1
    ),
    created=st.integers(0, 253402300799),
)
def test_what_is_built_is_read_back_as_it_was_planned(
    fenced, *, files: dict[str, bytes], folder: str, chmod: str, words: list[str], created: int
) -> None:
    with fenced() as inside:
        for name, content in files.items():
            (inside / f"{name}.bin").write_bytes(content)
        copies = [f'COPY {chmod}["{name}.bin", "/{folder}/{name}"]' for name in files]
        lines = ["FROM scratch", *copies, f"ENTRYPOINT {json.dumps(words)}", "USER 7:8"]
        plan = image_plan("\n".join(lines), {})
        out = inside / "out.tar"
        digests = write_layout(
            plan, context=inside, tag="x/y:1", target=AMD64, out=out, created=created
        )
        facts = read_image(out)
        assert facts.config == plan.config
        assert (facts.config_digest, facts.layers) == (digests.config, digests.layers)
        assert (facts.manifest_digest, facts.tags) == (digests.manifest, ("x/y:1",))
        assert [planned(entry, inside) for entry in _by_path(plan)] == [
            (file.path, file.kind, file.mode, file.uid, file.size_bytes) for file in facts.files
        ]
        contents = {f"/{folder}/{name}": content for name, content in files.items()}
        assert {file.path: file.sha256 for file in facts.files if file.kind == "file"} == {
            path: _sha256(content) for path, content in contents.items()
        }


def _by_path(plan: ImagePlan) -> list[Copy | Directory]:
    return sorted(
        (*plan.copies, *plan.directories),
        key=lambda entry: entry.target if isinstance(entry, Copy) else entry.path,
    )


def planned(entry: Copy | Directory, context: Path) -> tuple[str, str, int, int, int]:
    if isinstance(entry, Directory):
        return (entry.path, "directory", 0o755, entry.uid, 0)
    size = (context / entry.source).stat().st_size
    return (entry.target, "file", entry.mode or 0o644, entry.uid, size)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
