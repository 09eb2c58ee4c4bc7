from __future__ import annotations

import multiprocessing
import os
from multiprocessing.connection import Connection

from slimgo.engines.owner import is_left, owned


def _tell(pipe: Connection) -> None:
    pipe.send(owned("unchecked"))
    pipe.recv()


def test_a_name_belongs_to_its_process_for_as_long_as_that_lives() -> None:
    ours, its = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=_tell, args=(its,))
    other.start()
    name = ours.recv()
    assert not is_left(name)
    ours.send("end")
    other.join(10)
    assert is_left(name)


def test_a_process_that_got_the_number_of_a_dead_one_is_another() -> None:
    kind, here, pid, start, word = owned("unchecked").split("-")
    assert pid == str(os.getpid())
    assert is_left(f"{kind}-{here}-{pid}-{int(start) - 1}-{word}")


def test_what_another_machine_named_is_not_judged() -> None:
    kind, here, _, _, word = owned("unchecked").split("-")
    other = "0" * 8 if here != "0" * 8 else "1" * 8
    assert is_left(f"{kind}-{here}-1-0-{word}")
    assert not is_left(f"{kind}-{other}-1-0-{word}")


def test_what_a_person_named_is_nobodys() -> None:
    for name in ("slim-go-image:latest", "slimgo-1", "x:unchecked-00000000-1-1-00000000", ""):
        assert not is_left(name)


def test_no_two_names_are_the_same_and_each_is_a_tag() -> None:
    names = {owned("unchecked") for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) < 128 for name in names)
