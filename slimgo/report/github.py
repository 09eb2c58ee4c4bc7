"""GitHub's workflow commands: notices and errors that its pages show beside a run.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Sequence

from slimgo.report.size import change, exact, size
from slimgo.values.result import StepResult
from slimgo.values.shipment import Shipment

_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED_IN_TITLES = {**_ESCAPED, ":": "%3A", ",": "%2C"}


def workflow_commands(shipments: Sequence[Shipment]) -> str:
    """A line for each program that was shipped, for each failed and each skipped check, and for
    each error."""
    return "".join(f"{line}\n" for each in shipments for line in _lines(each))


def _lines(shipment: Shipment) -> list[str]:
    name = shipment.title or "slimgo"
    lines = [
        _command(
            "error" if verdict.status == "fail" else "warning",
            f"{name}: {verdict.check}" + (" was not run" if verdict.status == "skip" else ""),
            verdict.evidence,
        )
        for step in shipment.steps
        for verdict in step.verdicts
        if verdict.status in {"fail", "skip"}
    ]
    if shipment.error:
        lines.append(_command("error", name, shipment.error))
    if shipment.result:
        lines.append(_command("notice", name, f"{_sizes(shipment)} → {shipment.reference}"))
    return lines


def _command(kind: str, title: str, text: str) -> str:
    return f"::{kind} title={_escaped(title, _ESCAPED_IN_TITLES)}::{_escaped(text, _ESCAPED)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)


def summary(shipments: Sequence[Shipment]) -> str:
    """Markdown for a job's summary page: a table with a row for each program."""
    rows = ["| program | | built | packed | disk | pull |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {each.title or 'slimgo'} | {'✓' if each.result else '✗'} | {_cells(each)} |"
        for each in shipments
    ]
    return "\n".join([*rows, "", ""])


def _cells(shipment: Shipment) -> str:
    built, packed, image = (_step(shipment, kind) for kind in ("build", "pack", "image"))
    return " | ".join(
        (
            _size(built),
            _size(packed),
            exact(image.artifact.size_bytes) if image and image.artifact else "",
            exact(pull) if (pull := _pull(image)) else "",
        )
    )


def _sizes(shipment: Shipment) -> str:
    built, image = _step(shipment, "build"), _step(shipment, "image")
    last = image or _step(shipment, "pack") or built
    if last is None or last.artifact is None:
        return ""
    words = size(last.artifact.size_bytes)
    if built and built.artifact and built.artifact.size_bytes != last.artifact.size_bytes:
        words += f" ({change(last.artifact.size_bytes, built.artifact.size_bytes)})"
    pull = _pull(image)
    return f"{words}, pull {size(pull)}" if pull else words


def _pull(image: StepResult | None) -> int:
    return (image.image.pull_bytes or 0) if image and image.image else 0


def _size(step: StepResult | None) -> str:
    return size(step.artifact.size_bytes) if step and step.artifact else ""


def _step(shipment: Shipment, name: str) -> StepResult | None:
    return next((each for each in shipment.steps if each.name == name), None)
