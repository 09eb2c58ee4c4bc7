"""A task for Invoke whose flags come from the table of options."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import pytest
from invoke.collection import Collection
from invoke.context import Context
from invoke.parser import Parser
from invoke.tasks import Task

from slimgo.config.option import Option
from slimgo.doors.task import task
from slimgo.errors import BadInput

TABLE = (
    Option(name="tag", help="its name"),
    Option(name="with", kind="choice", choices=lambda: ("upx",), help="the packer"),
    Option(name="read_only", kind="flag", help="write nowhere"),
    Option(name="ask", kind="list", help="ask it"),
    Option(name="port", kind="port", help="where"),
)


class Door:
    """A task's two halves, and what they were given."""

    def __init__(self, *, refuses: str = "") -> None:
        self.refuses = refuses
        self.asked: Mapping[str, object] = {}
        self.made: list[str] = []

    def read(self, c: Context, asked: Mapping[str, object]) -> str:
        assert isinstance(c, Context)
        if self.refuses:
            raise BadInput(self.refuses)
        self.asked = asked
        return "what was read"

    def task(self, **more: bool) -> Task[Any]:
        @task(*TABLE, read=self.read, **more)
        def pack(read: str) -> None:
            """Packs it."""
            self.made.append(read)

        return pack

    def typed(self, *words: str) -> None:
        """As `invoke pack` with these words does it."""
        made = self.task()
        collection = Collection(made)
        (context,) = Parser(contexts=collection.to_contexts()).parse_argv(["pack", *words])[:1]
        made(Context(), **context.as_kwargs)


def test_what_was_typed_reaches_the_body_by_the_options_names() -> None:
    door = Door()
    said = ("--tag", "t", "--with", "upx", "--read-only", "--ask", "/a", "--ask", "/b")
    door.typed(*said, "--port", "80")
    assert door.made == ["what was read"]
    assert door.asked == {
        "tag": "t",
        "with": "upx",
        "read_only": True,
        "ask": ["/a", "/b"],
        "port": "80",
    }


def test_what_was_left_out_is_nothing() -> None:
    door = Door()
    door.typed()
    assert door.asked == {"tag": "", "with": "", "read_only": False, "ask": [], "port": ""}


def test_a_task_is_called_and_told_as_its_body_is() -> None:
    made = Door().task()
    assert (made.name, made.__doc__) == ("pack", "Packs it.")
    assert made.body.__module__ == __name__
    assert not made.is_default
    assert Door().task(default=True).is_default


def test_each_flag_has_its_help_and_no_letter_of_its_own() -> None:
    made = Door().task()
    (context,) = Collection(made).to_contexts()
    flags = {flag: argument.help for flag, argument in context.flags.items()}
    assert flags == {
        "--tag": "its name",
        "--with": "the packer",
        "--read-only": "write nowhere",
        "--ask": "ask it",
        "--port": "where",
    }


def test_the_flags_are_in_the_tables_order() -> None:
    assert list(inspect.signature(Door().task().body).parameters) == [
        "c",
        "tag",
        "with_",
        "read_only",
        "ask",
        "port",
    ]


def test_a_task_is_a_door(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        Door(refuses="odd").typed()
    assert caught.value.code == 1
    assert capsys.readouterr().err == "✗ odd\n"
