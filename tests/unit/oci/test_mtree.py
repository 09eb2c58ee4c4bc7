"""A list of files and folders, as mtree(5) has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimgo.errors import BadInput
from slimgo.oci.mtree import Listed, mtree, read_mtree

FOLDER = Listed(path="/data", is_folder=True, mode=0o1777, uid=1, gid=2)
FILE = Listed(path="/etc/app", is_folder=False, mode=0o644, uid=0, gid=0, source="conf/app")
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def test_each_entry_is_a_line() -> None:
    assert mtree((FOLDER, FILE)) == (
        "#mtree\n"
        "./data type=dir mode=1777 uid=1 gid=2\n"
        "./etc/app type=file mode=0644 uid=0 gid=0 contents=conf/app\n"
    )


def test_what_was_written_is_read_back() -> None:
    assert read_mtree(mtree((FOLDER, FILE))) == (FOLDER, FILE)
    assert read_mtree("#mtree\n\n# a comment\n") == ()


@given(path=NAMES, source=NAMES)
def test_any_name_is_read_back(path: str, source: str) -> None:
    entry = Listed(path=f"/{path}", is_folder=False, mode=0, uid=0, gid=0, source=source)
    text = mtree((entry,))
    assert text.count("\n") == 2
    assert text.isascii()
    assert read_mtree(text) == (entry,)


@pytest.mark.parametrize(
    "line",
    [
        "etc type=dir mode=0755 uid=0 gid=0",
        "./etc type=link mode=0755 uid=0 gid=0",
        "./etc mode=0755 uid=0 gid=0",
        "./etc type=dir uid=0 gid=0",
        "./etc type=dir mode=9 uid=0 gid=0",
        "./etc type=dir mode=0755 uid=x gid=0",
        "./etc type=file mode=0755 uid=0 gid=0",
    ],
)
def test_a_line_that_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_mtree(f"#mtree\n{line}\n")
    assert caught.value.what == "line 2 of the list is no file, no folder and no link"
