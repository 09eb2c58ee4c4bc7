"""A way: the steps that lead from a program's source to its image, as a door offers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slimgo.config.settings import Options, Settings
from slimgo.errors import BadInput, ToolMissing
from slimgo.pipeline.project import Project
from slimgo.values.step import Step


@dataclass(frozen=True, kw_only=True)
class Way:
    """The steps of a program, and what has to be found for them."""

    whole: tuple[str, ...]
    """The names of all its steps. Before anything is found it is known what is needed."""
    with_engine: frozenset[str]
    """The steps that need an engine; without one the others are done."""
    packers: Callable[[Settings, tuple[str, ...]], tuple[str, ...]]
    """Those that the named steps need, by name."""
    steps: Callable[[Project, Options], tuple[Step, ...]]
    """Every step there is, with what was found. Raises BadInput for what cannot be."""
    run_it: Callable[[Settings], str] = lambda _: ""
    """What to type to run the image, where a summary says so."""
    compared: tuple[str, ...] = ()
    """The steps whose programs are compared, the unpacked one first; or none."""
    saved_as: str = ""
    """The file in the build folder that the result of the whole way is kept in; or none."""

    def chosen(
        self, project: Project, options: Options, names: tuple[str, ...]
    ) -> tuple[Step, ...]:
        """The named steps that can be done here, and all that they need.

        Raises ToolMissing when nothing would be left; BadInput.
        """
        planned = self.steps(project, options)
        there = {step.name for step in planned}
        left = tuple(name for name in names if name in there)
        if not left:
            raise ToolMissing(
                "no engine works here", why=project.engine_reason, cure="invoke doctor"
            )
        return selected(planned, left)


def selected(steps: tuple[Step, ...], names: tuple[str, ...]) -> tuple[Step, ...]:
    """The named steps and all that they need, in the plan's order. Raises BadInput."""
    by_name = {step.name: step for step in steps}
    wanted: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name not in by_name:
            raise BadInput(
                f"there is no step {name!r}", cure=f"choose one of: {', '.join(by_name)}"
            )
        if name not in wanted:
            wanted.add(name)
            open_names += by_name[name].needs
    return tuple(step for step in steps if step.name in wanted)
