"""The last line of a run: what was made, and how to use it."""

from __future__ import annotations

from slimgo.report.size import change, size
from slimgo.values.result import Result, StepResult


def summary(result: Result, tag: str, run_it: str) -> str:
    """run_it: what to type to run the image."""
    kinds = {step.kind: step for step in result.steps}
    if "run" in kinds:
        return f"{_of_image(kinds['image'], result, tag)} Run it: {run_it}"
    last = result.steps[-1]
    if last.artifact is None:
        return f"{last.name} is done."
    return f"{last.artifact.path} is ready, {size(last.artifact.size_bytes)}."


def _of_image(step: StepResult, result: Result, tag: str) -> str:
    image = step.artifact
    plain = next((each.artifact for each in result.steps if each.baseline), None)
    if image is None:
        return f"{tag} is ready."
    if plain is None:
        return f"{tag} is ready, {size(image.size_bytes)}."
    shrunk = change(image.size_bytes, plain.size_bytes)
    if not shrunk.startswith("−"):
        return f"{tag} is not smaller than the plain build."
    return f"{tag} is {shrunk.removeprefix('−')} smaller than the plain build."
