"""The build context: which files `.dockerignore` keeps out, read as BuildKit reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.oci.context import sources


def taken(folder: Path, ignored: bytes, *names: str) -> list[str]:
    """Those of the names that may be copied."""
    (folder / ".dockerignore").write_bytes(ignored)
    found = []
    for name in names:
        (folder / name).touch()
        try:
            sources([name], folder, folder / ".dockerignore")
        except BadInput as error:
            if "keeps it out" not in error.what:
                raise
        else:
            found.append(name)
    return found


@pytest.mark.parametrize("ignored", [b"a\nb\n", b"a\r\nb\r\n", b"\xef\xbb\xbfa\nb", b"#\n/a\n./b/"])
def test_each_line_is_a_pattern_however_it_ends(tmp_path: Path, ignored: bytes) -> None:
    assert taken(tmp_path, ignored, "a", "b", "c") == ["c"]


@pytest.mark.parametrize("between", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_only_a_newline_ends_a_line(tmp_path: Path, between: str) -> None:
    assert taken(tmp_path, f"a{between}b\n".encode(), "a", "b") == ["a", "b"]


@pytest.mark.parametrize("line", ["!", "!/", "! //", "!/..", "!/a/.."])
def test_an_exception_that_names_nothing_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadInput, match="mend the pattern"):
        taken(tmp_path, f"*\n{line}\n".encode(), "a")


@pytest.mark.parametrize("line", ["!.", "!a/..", "/", "."])
def test_patterns_that_look_like_it_are_not(tmp_path: Path, line: str) -> None:
    assert "a" in taken(tmp_path, f"{line}\n".encode(), "a")
