"""A program's output: read always, kept at its end."""

from __future__ import annotations

import os
import threading

from slimgo.sandbox.output import Output


def test_both_streams_are_kept_in_order() -> None:
    output = Output(show=False)
    out, err = output.write_ends
    os.write(out, b"one\n")
    os.write(err, b"two\n")
    output.started()
    assert output.last_words() == "one\ntwo"
    output.close()


def test_only_whole_last_lines_of_a_flood_are_kept() -> None:
    output = Output(show=False)
    for number in range(20_000):
        os.write(output.write_ends[0], f"line {number}\n".encode())
    output.close()
    lines = output.tail().splitlines()
    assert lines[-1] == "line 19999"
    assert lines[0].startswith("line ")
    assert 3000 < len(output.tail()) <= 4096


def test_what_is_not_text_is_shown_all_the_same() -> None:
    output = Output(show=False)
    os.write(output.write_ends[1], b"\xff\n")
    output.close()
    assert output.tail() == "�"


def test_closing_ends_its_threads_also_when_nothing_was_started() -> None:
    before = threading.active_count()
    output = Output(show=True)
    output.close()
    output.close()
    assert threading.active_count() == before
