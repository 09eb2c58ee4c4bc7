"""What is left of a program's names: by go tool nm, by binutils' addr2line, by perf."""

from __future__ import annotations

from pathlib import Path

from article.claims.evidence import Heard, Missing
from article.claims.facts.heard import hear
from slimgo.run.process import Surroundings
from slimgo.values.command import Command


def go_symbols(program: str, surroundings: Surroundings) -> Heard | Missing:
    """program: as a person would type it."""
    return hear(Command(argv=("go", "tool", "nm", program)), surroundings, cure="pip install -e .")


def address_of(function: str, program: Path, surroundings: Surroundings) -> str:
    """In hex, from the symbol table; empty where it names no such function."""
    listed = go_symbols(str(program), surroundings)
    words = listed.words if isinstance(listed, Heard) else ""
    lines = (line.split() for line in words.splitlines())
    return next((line[0] for line in lines if line[1:] == ["T", function]), "")


def name_at(address: str, program: Path, surroundings: Surroundings) -> Heard | Missing:
    """What addr2line calls the function at the address; `??` where it cannot say."""
    command = Command(argv=("addr2line", "-f", "-e", str(program), f"0x{address}"))
    return hear(command, surroundings, cure="apt-get install binutils")


def sampled(
    program: Path, arguments: tuple[str, ...], record: Path, surroundings: Surroundings
) -> Heard | Missing:
    """What perf names of a run of the program; it writes its samples to the record."""
    cure = "apt-get install linux-perf"
    taken = hear(
        Command(argv=("perf", "record", "-q", "-o", str(record), str(program), *arguments)),
        surroundings,
        cure=cure,
    )
    if isinstance(taken, Missing) or taken.status:
        return taken if isinstance(taken, Missing) else Missing(what=taken.words, cure=cure)
    return hear(
        Command(argv=("perf", "report", "--stdio", "-q", "-i", str(record))),
        surroundings,
        cure=cure,
    )
