"""The last line of a run: what was made, and how to use it."""

from __future__ import annotations

from slimgo.report.size import change, size
from slimgo.values.result import Result, StepResult


def summary(result: Result, tag: str) -> str:
    steps = {step.name: step for step in result.steps}
    if "run" in steps:
        return _of_image(steps, tag)
    last = result.steps[-1]
    if last.artifact is None:
        return f"{last.name} is done."
    return f"{last.artifact.path} is ready, {size(last.artifact.size_bytes)}."


def _of_image(steps: dict[str, StepResult], tag: str) -> str:
    image, packed = steps["image"].artifact, steps["pack"].binary
    how = "Run it: invoke run"
    if packed and packed.packed_by != "upx":  # without it the image would be made anew, by UPX
        how += f" --with {packed.packed_by}"
    if image is None:
        return f"{tag} is ready. {how}"
    if "app" not in steps or steps["app"].artifact is None:
        return f"{tag} is ready, {size(image.size_bytes)}. {how}"
    shrunk = change(image.size_bytes, steps["app"].artifact.size_bytes)
    if not shrunk.startswith("−"):
        return f"{tag} is not smaller than the plain build. {how}"
    return f"{tag} is {shrunk.removeprefix('−')} smaller than the plain build. {how}"
