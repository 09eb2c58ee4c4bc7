"""A result as Markdown tables, for README and docs."""

from __future__ import annotations

from slimgo.report.size import change, duration, exact, size
from slimgo.values.cell import MatrixResult
from slimgo.values.result import Result


def size_table(result: Result) -> str:
    """Each artifact: the flags that made it, its size, and how much smaller than the plain one."""
    rows = ["| file | size | exactly | against the plain build |", "|---|---|---|---|"]
    plain = 0
    for step in result.steps:
        if step.artifact is None:
            continue
        bytes_ = step.artifact.size_bytes
        plain = plain or bytes_
        rows.append(
            f"| `{step.artifact.path}` | {size(bytes_)} | {exact(bytes_)} "
            f"| {change(bytes_, plain) if bytes_ != plain else '—'} |"
        )
    return "\n".join(rows) + "\n"


def price_table(result: Result) -> str:
    """What packing costs, median and spread, in the words of the measurements."""
    rows = ["| | unpacked | packed |", "|---|---|---|"]
    packed = next((step for step in result.steps if step.name == "pack"), None)
    taken = {each.name: each for each in packed.measurements} if packed else {}
    for name, label, text in (
        ("start", "start to first answer", duration),
        ("private memory", "private memory after it", size),
    ):
        cells = []
        for of in ("unpacked", "packed"):
            if f"{of} {name}" not in taken:
                break
            each = taken[f"{of} {name}"]
            cells.append(f"{text(each.median)} ({text(each.low)} to {text(each.high)})")
        else:
            rows.append(f"| {label} | {cells[0]} | {cells[1]} |")
    return "\n".join(rows) + "\n"


def machine_line(result: Result | MatrixResult) -> str:
    """What the figures were taken on."""
    machine = dict(result.machine)
    versions = ", ".join(f"{tool} {version}" for tool, version in result.versions)
    line = (
        f"{machine.get('processor', '')}, {machine.get('cpus', '?')} CPUs, "
        f"{machine.get('system', '')}, kernel {machine.get('kernel', '')}; {versions}"
    )
    if isinstance(result, Result):
        line += f"; isolation {result.isolation}"
    return f"{line}.\n"
