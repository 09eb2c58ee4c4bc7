"""Writes what is generated in README.md and docs/ from committed runs.

    python docs/generate.py           after: invoke slim --json docs/slim.json
                                      or: cp build/verify/matrix.json docs/matrix.json
                                      or: nox -s prices, nox -s packers, nox -s releases,
                                          nox -s stdlib, nox -s realworld
                                      or: slimgo shrink …, and build/NAME.json as docs/shrink.json
    python docs/generate.py --check   what `nox -s docs` runs: only compares

docs/matrix.md, docs/bench.md and docs/realworld.md are generated whole; docs/isolation.md by
`python -m attack`, docs/article.md by `invoke article --write`.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))  # bench is no part of the package

from bench.packers import values as packers
from bench.packers.frames import MACHINES, PARTS, Frames
from bench.packers.machines import WAYS, Machines
from bench.packers.picture import picture
from bench.packers.render import everything, figures
from bench.price import render as prices
from bench.price.values import Own
from bench.render import markdown
from bench.values import Report
from slimgo.config.option import Option
from slimgo.config.options import OPTIONS
from slimgo.doors.cli import build
from slimgo.pipeline.price.saved import read
from slimgo.plan.price.levers import LEVERS
from slimgo.report.comparison import comparison_table
from slimgo.report.markdown import machine_line, size_table
from slimgo.report.matrix import page
from slimgo.report.price.markdown import table_lines
from slimgo.report.price.picture import picture as plot_file
from slimgo.report.price.plots import over_bandwidth
from slimgo.report.ship import not_run, step_line
from slimgo.report.shrunk import planned_lines, shrunk_line
from slimgo.report.size import change
from slimgo.report.transcript import transcript
from slimgo.values.cell import MatrixResult
from slimgo.values.price import PriceList
from slimgo.values.result import SCHEMA_VERSION, Result
from tests.realworld.page import page as real_programs

HERE = Path(__file__).parent
PROJECT = HERE.parent
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
Kind = TypeVar("Kind", Result, MatrixResult)


def committed(name: str, kind: type[Kind]) -> Kind:
    """A committed run. Exits where it has another schema."""
    document = json.loads((HERE / name).read_text())
    if document.pop("schema_version") != SCHEMA_VERSION:
        sys.exit(f"docs/{name} has another schema: make it anew, as {sys.argv[0]} says")
    document.pop("slimgo")
    return msgspec.convert(document, kind)


def readme() -> dict[str, str]:
    """Name of each generated part of README.md -> its Markdown."""
    result = committed("slim.json", Result)
    shown = transcript(result, tag="slim-go-image", run_it="invoke run")
    return {
        "transcript": f"```text\n{shown}```\n",
        "sizes": size_table(result),
        "packers": comparison_table(result),
        "machine": machine_line(result),
        "price": "".join(f"{line}\n" for line in table_lines(priced())),
        "claims": (HERE / "article.md").read_text().splitlines()[-1] + "\n",
    }


def gopack() -> dict[str, str]:
    """Those of docs/gopack.md."""
    return {"figures": figures(measured()), "frames": frames()}


def gopack_machines() -> dict[str, str]:
    """Those of docs/gopack-machines.md."""
    return {"machines": machines()}


def shrink() -> dict[str, str]:
    """Those of docs/shrink.md."""
    result = committed("shrink.json", Result)
    if result.shrunk is None:
        sys.exit("docs/shrink.json is no run of slimgo shrink")
    built = next(step.artifact for step in result.steps if step.kind == "take")
    lines = [*planned_lines(result.shrunk)]
    for step in result.steps:
        lines += [step_line(step, plain_bytes=built.size_bytes if built else 0), *not_run(step)]
    lines.append(shrunk_line(result.shrunk, result))
    shown = "".join(f"{line}\n" for line in lines)
    return {"shrink": f"```text\n{shown}```\n"}


def priced() -> PriceList:
    """The price list of the article's service."""
    return read(HERE / "price.json")


def price() -> dict[str, str]:
    """Those of docs/price.md."""
    own = msgspec.json.decode((HERE / "price-bench.json").read_bytes(), type=Own)
    (_, usual), *_ = own.levers
    sizes = {
        name: f"{size:,} B, {change(size, usual)}" if name else f"{size:,} B"
        for name, size in own.levers
    }
    rows = [
        f"| `{each.name}` | {each.does} | {each.effect} | {sizes.get(each.name, '')} |\n"
        for each in LEVERS.values()
    ]
    several = (f"| `{name}` | | | {shown} |\n" for name, shown in sizes.items() if "+" in name)
    head = (
        "| lever | | before it is measured it is called | service, `stripped+gopack` "
        f"({sizes['']}), with it |\n|---|---|---|---|\n"
    )
    rows += several
    return {"levers": head + "".join(rows), "own": prices.markdown(own)}


def price_picture() -> str:
    """The first answer from nothing over bandwidth."""
    plot = over_bandwidth(priced())
    if plot is None:
        sys.exit("docs/price.json holds no pulls")
    return plot_file(plot)


def gopack_tried() -> dict[str, str]:
    """Those of docs/gopack-tried.md."""
    return {
        "samples": everything(measured()),
        "releases": releases(json.loads((HERE / "releases.json").read_text())),
        "programs": programs(json.loads((HERE / "programs.json").read_text())),
        "stdlib": stdlib(json.loads((HERE / "stdlib.json").read_text())),
    }


def settings() -> dict[str, str]:
    """Those of docs/settings.md."""
    rows = [
        f"| `{each.key}` | {each.place} | {_SHAPES[each.kind]} | {_typed(each)} | {each.help} |\n"
        for each in OPTIONS.values()
        if each.place != "nowhere"
    ]
    head = "| key | where | is | typed | |\n|---|---|---|---|---|\n"
    return {"keys": head + "".join(rows)}


def _typed(option: Option) -> str:
    """How `slimgo build` is told the same."""
    if option.name in {each.name for each in build.params}:
        return f"`{option.flags[-1]}`"
    variable = f"`SLIMGO_{option.name.upper()}`" if option.ambient else ""
    return "`PACKAGE`" if option.name == "package" else variable


_SHAPES = {
    "text": "text",
    "path": "a path",
    "flag": "true or false",
    "port": "a number",
    "choice": "text",
    "list": "a list",
    "words": "a list",
    "commas": "a list, or text with commas",
    "pairs": "a table",
    "files": "a list of tables: `from`, `to`, `mode`, `owner`",
    "probes": "a list of tables, see below",
    "companions": "a table for each, see below",
}
"""What a settings file has for an option of that kind."""


def measured() -> packers.Report:
    return msgspec.json.decode((HERE / "gopack.json").read_bytes(), type=packers.Report)


def frames() -> str:
    """What each frame of the packed service is before and after, a column pair per machine."""
    read = msgspec.json.decode((HERE / "gopack-frames.json").read_bytes(), type=Frames)
    found = {(part.name, part.goarch): part for part in read.parts}
    rows = [
        f"| {name} |"
        + "".join(
            f" {found[name, machine].size_bytes:,} | {found[name, machine].packed_bytes:,} |"
            for machine in MACHINES
        )
        for name in PARTS
    ]
    head = "".join(f" {machine}, bytes | packed |" for machine in MACHINES)
    return "\n".join((f"| |{head}", "|---" * (1 + 2 * len(MACHINES)) + "|", *rows)) + "\n"


def machines() -> str:
    """What each packer makes of the service for each machine."""
    read = msgspec.json.decode((HERE / "gopack-machines.json").read_bytes(), type=Machines)
    rows = [
        f"| {each.goarch} | {each.size_bytes:,} |"
        + "".join(f" {_bytes(each.packed_bytes.get(way))} |" for way in WAYS)
        + f" {each.xz_bytes:,} |\n"
        for each in read.machines
    ]
    head = "".join(f" `{way}` |" for way in WAYS)
    return f"| | bytes |{head} `xz -9e` |\n{'|---' * (len(WAYS) + 3)}|\n" + "".join(rows)


def _bytes(size: int | None) -> str:
    return "" if size is None else f"{size:,}"


def releases(seen: list[dict[str, Any]]) -> str:
    """A program of each Go release: which filters took it, and what came of it."""
    rows = [
        f"| {each['release']} | {each['goarch']} | {', '.join(each['applied'])} "
        f"| {each['bytes']:,} | {each['packed_bytes']:,} "
        f"| {each['packed_bytes'] / each['bytes']:.1%} |\n"
        for each in sorted(seen, key=lambda each: each["release"])
    ]
    return (
        "| release | machine | filters | bytes | packed | |\n|---|---|---|---|---|---|\n"
        + "".join(rows)
    )


def programs(seen: list[dict[str, Any]]) -> str:
    """What gopack and UPX made of each, the largest first."""
    rows = [
        f"| {program['name']} | {program['bytes']:,} | {program['packed']:,} "
        f"| {program['packed'] / program['upx9']:.3f} | {program['best']:,} |\n"
        for program in sorted(seen, key=lambda program: -program["bytes"])
    ]
    head = "| program | bytes | packed | ÷ `upx -9` | `--best` |\n|---|---|---|---|---|\n"
    return f"{len(seen)} programs:\n\n{head}{''.join(rows)}"


def stdlib(packages: list[dict[str, Any]]) -> str:
    """What Go's own tests of its packages did, packed; the known differences in words."""
    passed, failed, skipped = (
        sum(seen[key] for seen in packages) for key in ("passed", "failed", "skipped")
    )
    lines = [
        (
            f"{len(packages)} packages: {passed:,} tests passed, {failed:,} failed, {skipped:,} "
            "were skipped, packed.\n\n"
        ),
        "| package | passed | failed | skipped | runs | bytes | packed |\n",
        "|---|---|---|---|---|---|---|\n",
    ]
    lines += [
        f"| `{seen['package']}` | {seen['passed']:,} | {seen['failed']:,} | {seen['skipped']:,} "
        f"| {seen['tries']} | {seen['bytes']:,} | {seen['packed_bytes'] / seen['bytes']:.1%} |\n"
        for seen in sorted(packages, key=lambda seen: seen["package"])
    ]
    return "".join(lines)


def rendered(file: Path, made: dict[str, str]) -> str:
    """The text with each generated part made anew. Exits where a part is unknown or missing."""
    text = file.read_text()
    named = {name for _, name, _ in PART.findall(text)}
    if named != set(made):
        sys.exit(f"{file.name} has generated parts {sorted(named)}, wanted {sorted(made)}")
    return PART.sub(lambda match: match[1] + made[match[2]] + match[3], text)


PAGES: dict[str, Callable[[], dict[str, str]]] = {
    "README.md": readme,
    "docs/settings.md": settings,
    "docs/gopack.md": gopack,
    "docs/gopack-machines.md": gopack_machines,
    "docs/gopack-tried.md": gopack_tried,
    "docs/price.md": price,
    "docs/shrink.md": shrink,
}
"""Page -> what makes its generated parts."""


def forgotten() -> list[str]:
    """Pages with a generated part that nothing here makes."""
    pages = [*PROJECT.glob("*.md"), *HERE.glob("*.md")]
    names = (
        page.relative_to(PROJECT).as_posix() for page in pages if PART.search(page.read_text())
    )
    return sorted(set(names) - set(PAGES))


def main() -> None:
    if names := forgotten():
        sys.exit(f"{', '.join(names)}: add to PAGES what makes the generated parts")
    bench = msgspec.json.decode((HERE / "bench.json").read_bytes(), type=Report)
    wanted = {PROJECT / name: rendered(PROJECT / name, made()) for name, made in PAGES.items()}
    wanted |= {
        HERE / "matrix.md": page(committed("matrix.json", MatrixResult)),
        HERE / "bench.md": markdown(bench),
        HERE / "gopack-memory.svg": picture(measured().curves),
        HERE / "price.svg": price_picture(),
        HERE / "realworld.md": real_programs(),
    }
    for file, text in wanted.items():
        if "--check" not in sys.argv:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            sys.exit(f"{file.name} differs from the committed run: python docs/generate.py")


if __name__ == "__main__":
    main()
