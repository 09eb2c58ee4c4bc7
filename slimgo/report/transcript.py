"""A whole run as a terminal without colour shows it, made from its result."""

from __future__ import annotations

from slimgo.report.comparison import comparison_lines
from slimgo.report.heading import engine_lines, heading
from slimgo.report.step import labelled, step_lines
from slimgo.report.summary import summary
from slimgo.values.result import Result


def transcript(result: Result, *, tag: str, run_it: str) -> str:
    """The lines of a whole run, each ended by a line feed. run_it: what runs the image."""
    lines = [heading(result)]
    lines += [f"! {text}" if loud else text for text, loud in engine_lines(result)]
    lines.append("")
    plain_bytes = 0
    for number, step in enumerate(result.steps, 1):
        if step.baseline and step.artifact:
            plain_bytes = step.artifact.size_bytes
        shown = [f"$ {step.command}"] if step.seconds or step.artifact else []
        shown += step_lines(step, plain_bytes=plain_bytes, now=step.checked_at)
        lines += labelled(number, step.name, shown)
    lines += comparison_lines(result)
    lines.append(summary(result, tag, run_it))
    return "".join(f"{line}\n" for line in lines)
