"""Writes the generated parts of README.md and docs/gopack.md, and docs/matrix.md, from committed
runs.

    python docs/generate.py           after: invoke slim --json docs/slim.json
                                      or: cp build/verify/matrix.json docs/matrix.json
                                      or: nox -s packers, nox -s releases, nox -s stdlib
    python docs/generate.py --check   what `nox -s docs` runs: only compares

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, TypeVar

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))  # bench is no part of the package

from bench.packers import values as packers
from bench.packers.render import everything, figures
from slimgo.report.comparison import comparison_table
from slimgo.report.markdown import machine_line, size_table
from slimgo.report.matrix import page
from slimgo.report.transcript import transcript
from slimgo.values.cell import MatrixResult
from slimgo.values.result import SCHEMA_VERSION, Result

HERE = Path(__file__).parent
README = HERE.parent / "README.md"
GOPACK = HERE / "gopack.md"
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
Kind = TypeVar("Kind", Result, MatrixResult)


def committed(name: str, kind: type[Kind]) -> Kind:
    """A committed run. Exits where it has another schema."""
    document = json.loads((HERE / name).read_text())
    if document.pop("schema_version") != SCHEMA_VERSION:
        sys.exit(f"docs/{name} has another schema: make it anew, as {sys.argv[0]} says")
    document.pop("slimgo")
    return msgspec.convert(document, kind)


def parts() -> dict[str, str]:
    """Name of each generated part of README.md -> its Markdown."""
    result = committed("slim.json", Result)
    return {
        "transcript": f"```text\n{transcript(result, tag='slim-go-image')}```\n",
        "sizes": size_table(result),
        "packers": comparison_table(result),
        "machine": machine_line(result),
        "claims": (HERE / "article.md").read_text().splitlines()[-1] + "\n",
    }


def gopack_parts() -> dict[str, str]:
    """Those of docs/gopack.md."""
    report = msgspec.json.decode((HERE / "gopack.json").read_bytes(), type=packers.Report)
    releases = json.loads((HERE / "releases.json").read_text())
    rows = [
        f"| {seen['release']} | {', '.join(seen['applied'])} | {seen['bytes']:,} "
        f"| {seen['packed_bytes']:,} | {seen['packed_bytes'] / seen['bytes']:.1%} |\n"
        for seen in releases
    ]
    head = "| release | filters | bytes | packed | |\n|---|---|---|---|---|\n"
    return {
        "figures": figures(report),
        "samples": everything(report),
        "releases": head + "".join(rows),
        "programs": programs(json.loads((HERE / "programs.json").read_text())),
        "stdlib": stdlib(json.loads((HERE / "stdlib.json").read_text())),
    }


def programs(seen: list[dict[str, Any]]) -> str:
    """What gopack and UPX made of each, the largest first."""
    rows = [
        f"| {program['name']} | {program['bytes']:,} | {program['packed']:,} "
        f"| {program['packed'] / program['upx9']:.3f} |\n"
        for program in sorted(seen, key=lambda program: -program["bytes"])
    ]
    return "| program | bytes | packed | ÷ `upx -9` |\n|---|---|---|---|\n" + "".join(rows)


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


def main() -> None:
    wanted = {
        README: rendered(README, parts()),
        GOPACK: rendered(GOPACK, gopack_parts()),
        HERE / "matrix.md": page(committed("matrix.json", MatrixResult)),
    }
    for file, text in wanted.items():
        if "--check" not in sys.argv:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            sys.exit(f"{file.name} differs from the committed run: python docs/generate.py")


if __name__ == "__main__":
    main()
