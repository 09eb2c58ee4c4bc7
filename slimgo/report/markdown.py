"""A result as Markdown tables, for README and docs."""

from __future__ import annotations

from slimgo.report.size import change, exact, size
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
