"""Which level this machine can do: the best that really ran a program, found by running one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import EngineFailed, SlimgoError
from slimgo.plan.smallest import STATUS, trial_program
from slimgo.run.scratch import scratch
from slimgo.sandbox.landlock import kernel_abi
from slimgo.sandbox.launch import start
from slimgo.sandbox.level import BUBBLEWRAP, BUNDLED_BUBBLEWRAP, NONE, Level
from slimgo.sandbox.middle_levels import chroot_level, landlock_level
from slimgo.values.guest import Guest

_TRIAL_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class LevelChoice:
    """A level of isolation, and why no better one."""

    level: Level
    """The best that works."""
    refused: tuple[tuple[str, str], ...]
    """Each better one's name and why not, in a clause."""


def all_levels() -> Iterator[Level]:
    """Best first. The kernel is asked for its Landlock only where no better one will do."""
    yield BUBBLEWRAP
    yield BUNDLED_BUBBLEWRAP
    abi = kernel_abi()
    yield chroot_level(abi)
    yield landlock_level(abi)
    yield NONE


def choose_level(goarch: str, levels: Iterable[Level] | None = None) -> LevelChoice:
    """Runs the trial program on each level, best first, and believes only its status.

    levels: all there are, unless given. Raises EngineFailed where no level works; KeyError for an
    architecture without a trial.
    """
    program = trial_program(goarch)
    refused: list[tuple[str, str]] = []
    with scratch() as folder:
        trial = folder / "trial"
        trial.write_bytes(program)
        trial.chmod(0o755)
        for level in all_levels() if levels is None else levels:
            why = _refusal(level, folder)
            if not why:
                return LevelChoice(level=level, refused=tuple(refused))
            refused.append((level.name, why))
    raise EngineFailed(
        "the built-in engine cannot run anything here",
        why="; ".join(f"{name}: {why}" for name, why in refused),
    )


def _refusal(level: Level, root: Path) -> str:
    """Why the level did not run the trial; empty when it did."""
    # it listens nowhere: port 0 is nobody's, so trials need not wait for each other's turn
    program = Guest(root=root, argv=("/trial",), port=0)
    try:
        with start(program, level) as running:
            ended = running.wait(_TRIAL_SECONDS)
            if ended is None:
                return f"a trial program did not end within {_TRIAL_SECONDS:g} s"
            if ended.status == STATUS:
                return ""
            words = clause(running.output())
            return words or f"a trial program ended with status {ended.status}, not {STATUS}"
    except SlimgoError as error:
        return clause(error.why or error.what)


def clause(words: str) -> str:
    """The gist of a launcher's last words: its last line, without its name, up to a comma."""
    line = words.strip().rpartition("\n")[2]
    return line.removeprefix("bwrap: ").partition(", ")[0].rstrip(".")
