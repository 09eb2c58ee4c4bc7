"""What is said of what was made, on lines for a person."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from slimgo.gopack.command.jobs import Job


def visible(text: str) -> str:
    """Without what would move a terminal's cursor or change its colours, or no terminal can show:
    a file may be called anything."""
    return "".join(
        char
        if char.isprintable() or char == "\n"
        else char.encode("unicode_escape", "surrogatepass").decode()
        for char in text
    )


def say(text: str, *, aloud: bool = False) -> None:
    """On standard output; aloud: on standard error. A process may be started without either."""
    stream = sys.stderr if aloud else sys.stdout
    if stream:
        shown = visible(text).encode(stream.encoding, "replace").decode(stream.encoding)
        print(shown, file=stream, flush=True)


def packed_line(job: Job, *, size: int, of: int, seconds: float, proof: str) -> str:
    """Sizes in bytes."""
    made = f"{size:,} bytes, {100 * size / of:.1f} % of {of:,}, in {seconds:.1f} s; {proof}"
    if job.output is None:
        return f"{job.file}, packed to standard output: {made}"
    return f"{job.output}: {made}; {_use(job, job.output)}"


def unpacked_line(job: Job, *, size: int, behind: int, seconds: float) -> str:
    """Sizes in bytes. behind: of what was appended after packing."""
    place = job.output or f"{job.file}, unpacked to standard output"
    line = f"{place}: {size:,} bytes, as before packing"
    if behind:
        line += f", and behind them the {behind:,} bytes that were appended after packing"
    return f"{line}, in {seconds:.1f} s"


def tested_line(file: Path, *, size: int, unpacked: int, behind: int) -> str:
    """Sizes in bytes."""
    line = f"{file}: {size:,} bytes unpack to {unpacked:,}, as before packing"
    return f"{line}; {behind:,} bytes were appended after packing" if behind else line


def _use(job: Job, output: Path) -> str:
    as_ = "as before" if output == job.file else f"as {job.file.name} does"
    typed = str(output) if os.sep in str(output) else os.path.join(os.curdir, output)  # noqa: PTH118  pathlib drops the dot
    return f"starts {as_}: {shlex.quote(typed)}"
