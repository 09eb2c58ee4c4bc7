from __future__ import annotations

from slimgo.values.event import Doing, Event, Note, notes_once


def test_a_note_is_told_once_and_everything_else_each_time() -> None:
    told: list[Event] = []
    tell = notes_once(told.append)
    for event in (Note(text="a"), Doing(text="x"), Note(text="a"), Doing(text="x"), Note(text="b")):
        tell(event)
    assert told == [Note(text="a"), Doing(text="x"), Doing(text="x"), Note(text="b")]
