"""From a shipment to its explanation, and that as text or JSON."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping

import msgspec

from slimgo.errors import visible
from slimgo.plan.flags import flags, known
from slimgo.plan.needs import BY_NAME
from slimgo.report.layout import folded
from slimgo.report.ship import price
from slimgo.report.size import change, size
from slimgo.values.explained import Explained, ExplainedFile, ExplainedFlag
from slimgo.values.image import ImageFile
from slimgo.values.result import Result, StepResult
from slimgo.values.shipment import Shipment


def explained(shipment: Shipment, result: Result) -> Explained:
    """result: the shipment's."""
    return Explained(
        name=shipment.name,
        reference=shipment.reference,
        files=tuple(_files(result)),
        left_out=tuple(_left_out(result)),
        flags=tuple(_flags(result)),
        unchecked=tuple(_unchecked(result)),
    )


def _step(result: Result, name: str) -> StepResult | None:
    return next((each for each in result.steps if each.name == name), None)


def _files(result: Result) -> Iterator[ExplainedFile]:
    image = _step(result, "image")
    facts = image.image if image else None
    if facts is None:
        return
    program = facts.config.entrypoint[0] if facts.config.entrypoint else ""
    needed = {each.path: each.why for each in result.shrunk.kept} if result.shrunk else {}
    program = result.shrunk.program if result.shrunk else program
    needed |= {
        path: f"{each.what}: {_why(result, each.need)}"
        for each in (result.needs.added if result.needs else ())
        for path in each.paths
    }
    for file in facts.files:
        if file.path == program:
            why = _program(result)
        elif file.kind == "directory" and _is_above(file, facts.files):
            continue
        elif file.path in needed:
            why = needed[file.path]
        elif file.path in facts.config.volumes:
            why = "a volume"
        elif file.kind == "directory":
            why = "a folder that its settings name"
        else:
            why = "its settings name it"
        yield ExplainedFile(path=file.path, size_bytes=file.size_bytes, why=why)


def _is_above(folder: ImageFile, files: tuple[ImageFile, ...]) -> bool:
    return any(each.path.startswith(f"{folder.path}/") for each in files)


def _why(result: Result, need: str) -> str:
    found = result.needs.needs if result.needs else ()
    return next((each.why for each in found if each.name == need), "asked for by name")


def _program(result: Result) -> str:
    built, packed = _step(result, "build"), _step(result, "pack")
    if not (built and built.artifact):
        return "the program"
    if packed and packed.artifact:
        smaller = change(packed.artifact.size_bytes, built.artifact.size_bytes)
        return f"the program, packed from {size(built.artifact.size_bytes)} ({smaller})"
    return "the program"


def _left_out(result: Result) -> Iterator[tuple[str, str]]:
    for need in result.needs.needs if result.needs else ():
        added = {each.need for each in result.needs.added} if result.needs else set()
        if need.name not in added:
            yield BY_NAME[need.name].title, f"{need.standing}: {need.why}"
    if result.shrunk:
        for gone in result.shrunk.gone:
            files = f"{gone.files:,} file{'' if gone.files == 1 else 's'}"
            yield gone.folder, f"{files}, {size(gone.size_bytes)}: no probe came to them"
        return
    yield "a shell, a C library, a package manager", "the image is made from scratch"


def _flags(result: Result) -> Iterator[ExplainedFlag]:
    built, packed = _step(result, "build"), _step(result, "pack")
    words: list[str] = []
    if built and built.kind == "build":
        words += flags(tuple(shlex.split(built.command)))
    if packed and packed.binary:
        words.append(" ".join((packed.binary.packed_by, *_efforts(packed.command))))
    image = _step(result, "image")
    if image and image.image:
        words += ["FROM scratch", f"USER {image.image.config.user or '0'}"]
    for word in dict.fromkeys(words):
        about = known(word)
        if about:
            measured = price(packed) if packed and about.pattern[:3] in {"upx", "gop"} else ""
            yield ExplainedFlag(
                flag=word, effect=about.effect, does=about.does, price=measured, lost=about.lost
            )


def _efforts(command: str) -> Iterator[str]:
    words = shlex.split(command)
    yield from (word for word in words if word.startswith("-") and word not in {"-o", "-m"})


def _unchecked(result: Result) -> Iterator[tuple[str, str]]:
    for step in result.steps:
        for verdict in step.verdicts:
            if verdict.status == "skip":
                yield f"{step.name}: {verdict.check}", verdict.evidence.splitlines()[0]
    if result.needs and result.needs.unseen:
        yield "what it opens", result.needs.unseen
    for each in result.shrunk.unknown if result.shrunk else ():
        yield "of the original", each
    for path in result.shrunk.own_gone if result.shrunk else ():
        yield path, "its own Dockerfile put it there, and no probe came to it"


def text(told: Explained, width: int | None = None) -> str:
    """For people."""
    return "".join(f"{folded(line, width)}\n" for line in _lines(told))


def _lines(told: Explained) -> Iterator[str]:
    yield f"{told.name}: {told.reference}"
    yield "In the image:"
    for each in told.files:
        yield f"  {visible(each.path)}   {size(each.size_bytes)}   {visible(each.why)}"
    yield "Left out:"
    yield from (f"  {what}   {why}" for what, why in told.left_out)
    yield "Chosen:"
    for flag in told.flags:
        paid = f"; here: {flag.price}" if flag.price else ""
        yield f"  {flag.flag}   {flag.effect}: {flag.does}{paid}"
    yield "Does not work any more:"
    yield from (f"  {each}" for each in told.lost)
    yield "Not checked:"
    yield from (f"  {visible(what)}   {visible(why)}" for what, why in told.unchecked)
    if not told.unchecked:
        yield "  nothing was left out"


def as_json(told: Explained, _: int | None = None) -> str:
    """The values' own fields, under `schema_version`."""
    whole = {"schema_version": 1, **msgspec.to_builtins(told), "lost": list(told.lost)}
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


FORMATS: Mapping[str, Callable[[Explained, int | None], str]] = {"text": text, "json": as_json}
