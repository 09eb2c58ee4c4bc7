"""The kinds of step. Another one is a file here and an entry in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from slimgo.engines.protocol import Engine
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.built import Built
from slimgo.pipeline.steps.extract import extract_files
from slimgo.pipeline.steps.files import make_files
from slimgo.pipeline.steps.image import make_image
from slimgo.pipeline.steps.inspect import inspect_image
from slimgo.pipeline.steps.program import make_program
from slimgo.pipeline.steps.run import prove_image
from slimgo.values.result import StepResult
from slimgo.values.step import Step

Image = Built | None
"""What a step takes from those before it, and hands on: the image, once there is one."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the walk must know of a kind of step."""

    do: Callable[[Project, Step, Image], tuple[StepResult, Image]]
    """The step, remembered or done."""
    shows_command: bool = True
    """Whether its command is shown though it did not run; a run shows what was asked instead."""


def _program(project: Project, step: Step, image: Image) -> tuple[StepResult, Image]:
    return make_program(project, step), image


def _extract(project: Project, step: Step, image: Image) -> tuple[StepResult, Image]:
    return extract_files(project, step), image


def _files(project: Project, step: Step, image: Image) -> tuple[StepResult, Image]:
    return make_files(project, step), image


def _image(project: Project, step: Step, _: Image) -> tuple[StepResult, Image]:
    image = make_image(project, _engine(project, step), step)
    return image.result, image


def _run(project: Project, step: Step, image: Image) -> tuple[StepResult, Image]:
    built = _built(step, image)
    done = prove_image(project, _engine(project, step), step, built)
    return done, built if done.failures else replace(built, unchecked="")


def _inspect(project: Project, step: Step, image: Image) -> tuple[StepResult, Image]:
    return inspect_image(project, _engine(project, step), step, _built(step, image)), image


def _engine(project: Project, step: Step) -> Engine:
    if project.engine is None:
        raise ValueError(f"{step.name} needs an engine")
    return project.engine


def _built(step: Step, image: Image) -> Built:
    if image is None:
        raise ValueError(f"{step.name} comes before its image")
    return image


KINDS: Mapping[str, Kind] = {
    "build": Kind(do=_program),
    "extract": Kind(do=_extract),
    "take": Kind(do=_program),
    "pack": Kind(do=_program),
    "files": Kind(do=_files),
    "image": Kind(do=_image),
    "run": Kind(do=_run, shows_command=False),
    "inspect": Kind(do=_inspect),
}
