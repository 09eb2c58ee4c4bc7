"""What a program needs, in lines for people."""

from __future__ import annotations

import pytest

from slimgo.report.needs import needs_lines
from slimgo.report.ship import needed_lines
from slimgo.values.need import Need, NeedName, Standing
from slimgo.values.needs_found import Added, NeedsFound

ZONES = Added(need="zones", what="time zones Asia/Tokyo", size_bytes=309, compressed_bytes=200)
TMP = Added(need="tmp", what="a folder for temporary files", size_bytes=0, compressed_bytes=0)


def need(name: NeedName, standing: Standing) -> Need:
    return Need(name=name, standing=standing, why=f"the evidence of {name}")


def lines(*needs: Need, mode: str = "auto", unseen: str = "") -> list[str]:
    return [*needs_lines(NeedsFound(needs=needs, unseen=unseen), mode=(mode,))]


def test_what_was_added_is_a_line_with_its_price() -> None:
    found = NeedsFound(needs=(need("zones", "needed"), need("tmp", "needed")), added=(ZONES, TMP))
    assert [*needs_lines(found, mode=("auto",))] == [
        "time zones Asia/Tokyo 309 B (pull +200 B), a folder for temporary files"
    ]
    assert needed_lines(found, ("auto",)) == [
        "   Needs time zones Asia/Tokyo 309 B (pull +200 B), a folder for temporary files"
    ]


@pytest.mark.parametrize(
    ("standing", "mode", "line"),
    [
        ("needed", "none", "! it needs time zones: the evidence of zones. Add it: --needs zones"),
        (
            "suspected",
            "auto",
            "it may need time zones: the evidence of zones. If so: --needs auto,zones",
        ),
    ],
)
def test_what_was_not_added_says_why_and_how(standing: Standing, mode: str, line: str) -> None:
    assert lines(need("zones", standing), mode=mode) == [line]


def test_what_no_file_meets_has_advice_in_words() -> None:
    (line,) = lines(need("programs", "needed"))
    assert line.startswith("! it needs other programs: the evidence of programs. ")
    assert line.endswith("Add the program as an extra file, if it is static")
    (line,) = lines(need("plugins", "suspected"))
    assert line.endswith("Link what the plugin does into the program")


def test_what_is_in_a_library_only_is_no_line() -> None:
    assert lines(need("user", "in a library")) == []
    assert lines(need("user", "wanted")) == []
    assert lines() == []


def test_what_was_not_seen_is_said_where_something_is_suspected() -> None:
    assert lines(unseen="no ptrace") == []
    assert lines(need("user", "in a library"), unseen="no ptrace") == [
        "! what it opens was not seen, so only suspicions are known: no ptrace"
    ]


def test_what_a_cure_does_not_give_is_said() -> None:
    lacking = Added(
        need="zones",
        what="time zones",
        size_bytes=1,
        compressed_bytes=1,
        lacks="there is no zone X",
    )
    found = NeedsFound(added=(lacking,))
    assert [*needs_lines(found, mode=("auto",))][1] == "! time zones: there is no zone X"
