"""The collection that a user's tasks.py takes in."""

from __future__ import annotations

from invoke.collection import Collection

import slimgo.doors.tasks


def test_each_command_that_is_a_task_has_its_options() -> None:
    collection = Collection.from_module(slimgo.doors.tasks)
    assert {*collection.task_names} == {"build", "run", "price", "check", "doctor"}
    for task in collection.tasks.values():
        flags = [flag for each in task.get_arguments() for flag in each.names]
        assert len(flags) == len({*flags})
    price = {each.name for each in collection["price"].get_arguments()}
    assert {"variants", "search", "limit", "budget", "port", "recheck"} <= price
