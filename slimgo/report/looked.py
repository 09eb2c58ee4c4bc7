"""What `slimgo check` shows: a few lines of facts, then what the program opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slimgo.plan.needs import BY_NAME
from slimgo.report.size import size
from slimgo.values.looked import Looked
from slimgo.values.need import Need
from slimgo.values.opened import Opened, OpenedName
from slimgo.values.verdict import Verdict

_LABEL_COLUMNS = 9
_MARKS = {"pass": "✓", "fail": "✗", "skip": "(not run)"}
_NOT_THERE = "ENOENT"
_SAID_ELSEWHERE = frozenset(("-buildmode", "-compiler", "DefaultGODEBUG", "GOARCH", "GOOS"))
"""Build settings that are the same for nearly every program, or stand in another line."""
_WORDS = {
    "executes": "runs",
    "listens": "listens",
    "connects": "connects",
    "file": "",
    "lists": "lists",
}


def looked(result: Looked) -> str:
    """Lines, the first about the whole."""
    binary, image = result.binary, result.image
    what = "a program" if image is None else f"an image that starts {result.program}"
    lines = [f"{result.name} is {what}, for {binary.target}"]
    lines.append(_line("size", ", ".join(_sizes(result))))
    lines.append(_line("linked", _verdicts(result, ("static", "dynamic"))))
    lines.append(_line("holds", ", ".join(_holds(result))))
    info = binary.build_info
    settings = [
        f"{name}={value}"
        for name, value in (info.settings if info else ())
        if value and name not in _SAID_ELSEWHERE
    ]
    said = f"by {', '.join([info.go_version, *settings])}" if info else "it does not say by what"
    lines.append(_line("built", said))
    rest = [each for each in result.verdicts if each.check not in {"static", "dynamic"}]
    lines += [_line("" if at else "checked", _told(each)) for at, each in enumerate(rest)]
    if result.isolation:
        lines.append(_line("started", f"as {result.user}, isolated by {result.isolation}"))
    lines += _opened(result.opened, _files(result))
    told = [*_needs(result.needs)]
    lines += [_line("" if at else "needs", each) for at, each in enumerate(told)]
    return "\n".join([*lines, ""])


def _sizes(result: Looked) -> Iterator[str]:
    image = result.image
    yield size(result.binary.size_bytes)
    if image:
        yield f"{size(image.disk_size_bytes)} on disk"
        if image.pull_bytes is not None:
            yield f"{size(image.pull_bytes)} to pull"


def _holds(result: Looked) -> Iterator[str]:
    binary = result.binary
    if binary.packed_by:
        yield f"packed by {binary.packed_by}"
    yield "symbols" if binary.symbols else "no symbols"
    yield "debug info" if binary.debug_info else "no debug info"


def _verdicts(result: Looked, checks: tuple[str, ...]) -> str:
    return "   ".join(_told(each) for each in result.verdicts if each.check in checks)


def _told(verdict: Verdict) -> str:
    evidence = f": {verdict.evidence}" if verdict.evidence else ""
    return f"{verdict.check}{evidence} {_MARKS[verdict.status]}"


def _opened(seen: Opened, there: frozenset[str]) -> Iterator[str]:
    """there: the paths of the image's files."""
    own = [each for each in seen.names if not each.by_go]
    shown = [_name(each, there) for each in own]
    usual = len(seen.names) - len(own)
    if usual:
        only = "and" if shown else "only"
        names = "name" if usual == 1 else "names"
        shown.append(f"{only} {usual} {names} that every Go program asks for")
    if shown and not seen.own_root:
        shown.append(f"{seen.level} shows it files of this machine, or refuses them")
    if seen.lacks:
        shown.append(f"not all was seen: {seen.lacks}" if shown else f"not seen: {seen.lacks}")
    if not shown:
        shown = ["nothing, at its start"]
    yield from (_line("" if at else "opens", each) for at, each in enumerate(shown))


def _needs(needs: Sequence[Need]) -> Iterator[str]:
    """Those whose evidence is more than that a library has them."""
    for each in needs:
        title = BY_NAME[each.name].title
        if each.standing == "needed":
            yield f"{title}: {each.why}"
        elif each.standing == "suspected":
            yield f"perhaps {title}: {each.why}"


def _name(each: OpenedName, there: frozenset[str]) -> str:
    words = [_WORDS[each.what], each.name]
    if each.error == _NOT_THERE:
        words.append("(in the image)" if each.name in there else "(not there)")
    elif each.error:
        words.append(f"({each.error})")
    return " ".join(filter(None, words))


def _files(result: Looked) -> frozenset[str]:
    return frozenset(file.path for file in result.image.files) if result.image else frozenset()


def _line(label: str, text: str) -> str:
    return f"{label:>{_LABEL_COLUMNS}}  {text}"


def failures(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    return tuple(each for each in verdicts if each.status == "fail")
