"""One line a step, for a person who ships a program; and what to do next."""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from slimgo.oci.tag import parse_tag
from slimgo.plan.engines import ENGINES
from slimgo.plan.ship import UNPACKED
from slimgo.report.needs import needs_lines
from slimgo.report.size import change, duration, size
from slimgo.values.measurement import PEAK_SIZE, START
from slimgo.values.needs_found import NeedsFound
from slimgo.values.probe import Lives, Unknown
from slimgo.values.program import Program
from slimgo.values.result import Result, StepResult
from slimgo.values.tool import Tool

VERB_COLUMNS = 8
_GAP = "   "
_COLUMNS = 80


def using_line(result: Result, go: Tool) -> str:
    """`   Using Go 1.27.3 (/usr/bin/go)   gopack 0.1.0   built-in engine (bubblewrap)`."""
    elsewhere = {"go", result.engine}
    others = [f"{name} {number}" for name, number in result.versions if name not in elsewhere]
    parts = [f"Go {go.version} ({go.origin})", *others, result.engine_title]
    return _fitting("Using", [part for part in parts if part])


def needed_lines(found: NeedsFound, mode: tuple[str, ...]) -> list[str]:
    """`   Needs root certificates 236 kB (pull +127 kB)`, and below it what may be needed."""
    lines = [*needs_lines(found, mode=mode)]
    first = ["Needs", *[""] * len(lines)] if found.added else [""] * len(lines)
    return [f"{verb:>{VERB_COLUMNS}} {line}" for verb, line in zip(first, lines, strict=False)]


def step_line(result: StepResult, *, plain_bytes: int) -> str:
    """`   Built server   7.18 MB   2.1 s   static, stripped`.

    plain_bytes: size of the program as it was built, which packing is told against.
    """
    verb, detail = _VERBS[result.kind]
    parts = [part for part in detail(result, plain_bytes) if part]
    return _fitting(verb, parts)


def _fitting(verb: str, parts: list[str]) -> str:
    """The last parts are the least of what a person looks for; --verbose shows them."""
    while len(_line(verb, parts)) > _COLUMNS and len(parts) > 1:
        parts.pop()
    return _line(verb, parts)


def _line(verb: str, parts: Sequence[str]) -> str:
    return f"{verb:>{VERB_COLUMNS}} {_GAP.join(parts)}"


def _sized(result: StepResult, plain_bytes: int) -> list[str]:
    artifact = result.artifact
    if artifact is None:
        return []
    shrunk = change(artifact.size_bytes, plain_bytes) if plain_bytes else ""
    return [size(artifact.size_bytes), shrunk, _took(result)]


def _took(result: StepResult) -> str:
    if result.up_to_date:
        return "up to date"
    return duration(result.seconds) if result.seconds else ""


def _built(result: StepResult, _: int) -> list[str]:
    shown = ", ".join(
        word
        for word, check in (("static", "static"), ("stripped", "no symbols"))
        if any(each.check == check and each.status == "pass" for each in result.verdicts)
    )
    path = result.artifact.path if result.artifact else ""
    return [posixpath.basename(path).removesuffix(UNPACKED), *_sized(result, 0), shown]


def _packed(result: StepResult, plain_bytes: int) -> list[str]:
    packer = result.binary.packed_by if result.binary else ""
    return [packer, *_sized(result, plain_bytes), price(result)]


def price(result: StepResult) -> str:
    """What a start costs more than that of the unpacked program; empty where that is not known."""
    packed, plain = result.measured("packed", START), result.measured("unpacked", START)
    if packed is None or plain is None:
        return ""
    later = packed.median - plain.median
    if packed.overlaps(plain) or later <= 0:
        return "starts as fast"
    words = f"starts {duration(later)} later"
    more, less = result.measured("packed", PEAK_SIZE), result.measured("unpacked", PEAK_SIZE)
    if more and less and more.median > less.median:
        words += f", +{size(more.median - less.median)} peak"
    return words


def _extracted(result: StepResult, _: int) -> list[str]:
    told = [each.check.removeprefix("took ") for each in result.verdicts]
    return [f"{', '.join(told)} of the image", *_sized(result, 0)]


def _files(result: StepResult, _: int) -> list[str]:
    told = [each.check.removeprefix("holds ") for each in result.verdicts]
    return [*told, *_sized(result, 0)]


def _image(result: StepResult, _: int) -> list[str]:
    pull = result.image.pull_bytes if result.image else None
    return ["scratch", *_sized(result, 0), f"pull {size(pull)}" if pull is not None else ""]


def _proved(result: StepResult, _: int) -> list[str]:
    told = {each.check: each.evidence for each in result.verdicts if each.status == "pass"}
    ends = told.get("ends on SIGTERM")
    parts = [told.get("runs") or told.get("starts", ""), f"SIGTERM: {ends}" if ends else ""]
    return [" · ".join(filter(None, parts)), "up to date" if result.up_to_date else ""]


_VERBS: Mapping[str, tuple[str, Callable[[StepResult, int], list[str]]]] = {
    "build": ("Built", _built),
    "extract": ("Took", _extracted),
    "take": ("Took", _built),
    "pack": ("Packed", _packed),
    "files": ("Files", _files),
    "image": ("Image", _image),
    "run": ("Proved", _proved),
}


def not_run(result: StepResult) -> tuple[str, ...]:
    """What could not be looked at, a line for each check, with the reason where it fits."""
    reasons: dict[str, list[str]] = {}
    for each in result.verdicts:
        if each.status == "skip":
            reasons.setdefault(each.check, []).append(each.evidence)
    return tuple(_not_run(check, why) for check, why in reasons.items())


def _not_run(check: str, reasons: Sequence[str]) -> str:
    line = f"{'':>{VERB_COLUMNS}} not run: {check} ({'; '.join(reasons)})"
    if len(line) <= _COLUMNS:
        return line
    times = f", {len(reasons)} times" if len(reasons) > 1 else ""
    return f"{'':>{VERB_COLUMNS}} not run: {check}{times} (--verbose says why)"


def last_lines(
    result: Result, program: Program, *, here: Path, project: Path, target: str = ""
) -> tuple[str, ...]:
    """What to type next; and how little was proven where nothing was asked.

    here: where the reader stands. project: the folder that its build folder stands in. target:
    where it is another one than this machine's.
    """
    lines = []
    if isinstance(program.probe, (Lives, Unknown)):
        verdicts = [each for step in result.steps for each in step.verdicts]
        started = any((each.check, each.status) == ("starts", "pass") for each in verdicts)
        proven = "that it starts is all that is proven" if started else "it was not even started"
        lines.append(
            f"! nothing was asked of {program.name}: {proven}. "
            "Prove more: --port PORT --ask '/healthz=ok', or --run '--version'"
        )
    port = program.probe.port
    platform = f"--platform {target} " if target else ""
    published = f"-p {port}:{port} " if port else ""
    made = shlex.quote(os.path.relpath(project / made_as(result, program), here))
    kind = ENGINES.get(result.engine)
    run = f"{(kind and kind.program) or 'docker'} run --rm {platform}{published}{program.tag}"
    if kind is None:
        run = made if made.startswith(".") else f"./{made}"
    elif port and program.companions:
        run = f"slimgo run {program.name}"  # which starts them beside it
    elif kind.keeps_files:
        run = f"docker load <{made} && {run}"
    lines.append(f"{'Next':>{VERB_COLUMNS}} {run}")
    return tuple(lines)


def made_as(result: Result, program: Program) -> str:
    """The path, from the project's folder, of the file that was made; the image's name where an
    engine keeps it."""
    kind = ENGINES.get(result.engine)
    if kind is None:
        return f"{program.context}/{program.name}"
    return f"{program.out}/{parse_tag(program.tag).file_name}" if kind.keeps_files else program.tag
