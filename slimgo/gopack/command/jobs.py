"""Which file is made of which: what was typed, as values. Looks only whether a folder is there."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

STDOUT = "-"


class Contradiction(Exception):
    """Words that cannot all be followed; the message says which."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One file and what is made of it."""

    file: Path
    output: Path | None
    """None for standard output."""
    replace: bool
    """Whether a file that is there may be replaced."""


def jobs(
    files: Sequence[str], output: str, suffix: str, *, in_place: bool, force: bool
) -> tuple[Job, ...]:
    """One for each file. output: as typed; empty where nothing was. suffix: of what is made
    beside a file. Raises Contradiction."""
    paths = [Path(file) for file in files]
    made = tuple(
        Job(
            file=path,
            output=_output(path, output, suffix, in_place=in_place),
            replace=force or in_place,
        )
        for path in paths
    )
    if len(files) > 1:
        _refuse_one_place_for_many(output, made)
    return made


def _output(file: Path, output: str, suffix: str, *, in_place: bool) -> Path | None:
    if in_place:
        return file
    if output == STDOUT:
        return None
    if not output:
        return file.with_name(file.name + suffix)
    return Path(output) / file.name if _is_folder(output) else Path(output)


def _is_folder(output: str) -> bool:
    return output.endswith(os.sep) or Path(output).is_dir()


def _refuse_one_place_for_many(output: str, made: Sequence[Job]) -> None:
    if output and not _is_folder(output):
        raise Contradiction(f"-o {output} is one place, and there are {len(made)} files")
    places = Counter(each.output for each in made)
    twice, times = places.most_common(1)[0]
    if times > 1:
        raise Contradiction(f"{times} files would become {twice}")
    others = {each.file for each in made if each.file != each.output}
    both = next((each.output for each in made if each.output in others), None)
    if both:
        raise Contradiction(f"{both} is one of the files, and would be made of another")
