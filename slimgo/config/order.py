"""What is asked of `slimgo build`, whichever door it came through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slimgo.config.file import SettingsFile, nearest_file
from slimgo.config.keywords import OF_A_BUILD
from slimgo.config.options import options
from slimgo.config.probe import probe
from slimgo.config.probes import probes
from slimgo.config.read import Chosen, Layer, read
from slimgo.errors import BadInput
from slimgo.values.probe import Probe, Unknown

_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")
_OF_AN_IMAGE = ("image", "keep", "no_health_check")
_ASKED = (*OF_A_BUILD, *options("package", "probe", "companion", *_OF_AN_IMAGE))


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of one program. Empty texts leave the choice to us."""

    program: str = ""
    """Its name in the settings file; empty for one that is not there."""
    chosen: Chosen = Chosen()  # noqa: RUF009  frozen
    probes: tuple[Probe, ...] = (Unknown(),)

    @property
    def best(self) -> bool:
        """Whether to pack smaller, and start slower."""
        return "best" in self.chosen.flags

    @property
    def port(self) -> int:
        """Where it listens; 0 where nobody said."""
        return next((each.port for each in self.probes if each.port), 0)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked."""

    words: tuple[str, ...] = ()
    """Names of programs in the settings file, folders, import paths or patterns of them; empty for
    the only program there is."""
    here: Path
    """Absolute; where names of folders begin."""
    file: SettingsFile | None = None
    """The settings file of the project; None without one."""
    everything: bool = False
    """All programs of the settings file."""
    shard: tuple[int, int] = (1, 1)
    """Which part of them, and of how many."""
    asked: Mapping[str, object] = field(default_factory=dict)
    """As typed, by the options' names."""
    ambient: Mapping[str, str] = field(default_factory=dict)
    """The environment."""

    def of(self, program: str = "") -> Request:
        """What is asked of the program of that name in the settings file; of one that is not there
        where it is empty. Raises BadInput for what cannot be, or excludes each other."""
        chosen = read(_ASKED, self.asked, self.ambient, layers=self._layers(program))
        port = chosen.port("port")
        short = probe(
            port=port or None,
            ask=chosen.list("ask"),
            arguments=chosen.list("run") if chosen.said("run") else None,
            says=chosen.text("says") or None,
        )
        listed = [*chosen.tables.get("probe", ())]
        folder = self.file.folder if self.file else self.here
        return Request(
            program=program,
            chosen=chosen,
            probes=probes(short, listed, program=f"program.{program}", port=port, folder=folder),
        )

    def _layers(self, program: str) -> Iterable[Layer]:
        file = self.file
        if file is None:
            return
        if program:
            said = file.programs[program]
            yield Layer(values=said, origin=file.table(program), folder=file.folder)
        yield Layer(values=file.project, origin=file.table(), folder=file.folder)


def order(
    asked: Mapping[str, object],
    ambient: Mapping[str, str],
    *,
    packages: tuple[str, ...],
    here: Path,
) -> Order:
    """asked: as typed, by the names of OF_A_BUILD; others are left alone. ambient: the
    environment. packages: also names of programs. Raises BadInput for what cannot be, or excludes
    each other."""
    words = tuple(filter(None, packages))
    file = nearest_file(here)
    everything = bool(asked.get("all"))
    if everything and words:
        raise BadInput(f"--all and {words[0]} exclude each other", cure="leave one out")
    if everything and (file is None or not file.programs):
        raise BadInput(
            f"{file.path if file else here} names no programs",
            why="--all builds those of a settings file",
            cure="slimgo init",
        )
    made = Order(
        words=words,
        here=here,
        file=file,
        everything=everything,
        shard=shard_of(asked.get("shard")),
        asked=asked,
        ambient=ambient,
    )
    made.of()  # what cannot be is told before anything is looked for
    return made


def shard_of(value: object) -> tuple[int, int]:
    """Of `--shard 2/5`; the whole where nothing was said. Raises BadInput."""
    if not value:
        return 1, 1
    match = _SHARD.fullmatch(str(value))
    if not match or int(match[1]) > int(match[2]):
        raise BadInput(f"--shard {value!r} is no part of a whole", cure="write --shard 2/5")
    return int(match[1]), int(match[2])
