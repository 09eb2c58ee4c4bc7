"""`python -m slimgo.gopack pack|unpack|test|explain FILE`."""

from __future__ import annotations

import os
import signal

_INTERRUPTED = 128 + signal.SIGINT
_NEW_FILE = (
    "The new file takes over permissions and, as far as you may give them, setuid and setgid with "
    "their owner, file capabilities and other extended attributes; what it cannot is said. Its "
    "times are its own."
)

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads, which nothing here needs

if __name__ == "__main__":
    # while modules are imported there is nothing to clear away, a traceback says nothing, and an
    # import that an exception ends may say something else
    signal.signal(signal.SIGTERM, lambda number, _: os._exit(128 + number))
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda number, _: os._exit(128 + number))

import argparse  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, NoReturn  # noqa: E402

from slimgo.gopack import files, memory  # noqa: E402
from slimgo.gopack.errors import GopackError, NotEnoughMemory  # noqa: E402

if TYPE_CHECKING:
    from slimgo.gopack.encode import Effort


_NO_ROOM = ("failed to map segment", "error return without exception set")
"""The words of the C library, and of Python, for a module that they found no memory for."""


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or 1 with one clear line on stderr."""
    given = _parser().parse_args(arguments)
    try:
        print(given.act(given))
    except GopackError as error:
        print(f"gopack: {error}", file=sys.stderr)
        return error.exit_code
    except (MemoryError, ImportError, SystemError) as error:
        if not isinstance(error, MemoryError) and not any(
            words in str(error) for words in _NO_ROOM
        ):
            raise
        print(f"gopack: {NotEnoughMemory(given.word)}", file=sys.stderr)
        return NotEnoughMemory.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gopack",
        description="Packs a static Go program so that it still runs, and unpacks it.",
    )
    commands = parser.add_subparsers(required=True, metavar="pack|unpack|test|explain")
    pack = commands.add_parser("pack", help="make a packed file of a program")
    pack.set_defaults(act=_pack, word="pack")
    pack.add_argument("--explain", action="store_true", help="print bytes per stream")
    unpack = commands.add_parser("unpack", help="give back the program, byte for byte")
    unpack.set_defaults(act=_unpack, word="unpack")
    test = commands.add_parser("test", help="unpack without writing anything")
    test.set_defaults(act=_test, word="unpack")
    explain = commands.add_parser("explain", help="pack, and print bytes per stream only")
    explain.set_defaults(act=_explain, word="pack")
    for command in (pack, unpack, test, explain):
        command.add_argument("file", type=Path, metavar="FILE")
    for command in (pack, explain):
        effort = command.add_mutually_exclusive_group()
        effort.add_argument("--best", action="store_true", help="LZMA: smaller, starts slower")
        effort.add_argument(
            "--brute", action="store_true", help="--best, its parameters searched: minutes"
        )
        command.add_argument(
            "--overlay",
            choices=("keep", "refuse"),
            default="",
            help="what stands behind the program in its file, such as a zip: kept behind the "
            "packed file (as usual, if the program can find it there), or a reason not to pack",
        )
    for command in (pack, unpack):
        command.epilog = _NEW_FILE
        command.add_argument("-o", "--output", type=Path, metavar="FILE")
    return parser


def _pack(given: argparse.Namespace) -> str:
    memory.begin()
    from slimgo.gopack.pack import read
    from slimgo.gopack.proven import pack_proven
    from slimgo.gopack.remarks import remarks

    effort = _effort(given)
    _clear_away_when_interrupted()
    source = read(files.read(given.file), given.overlay)
    output = given.output or given.file.with_name(given.file.name + ".packed")
    mode = given.file.stat().st_mode & 0o777
    packed, words = pack_proven(source, effort, output, mode, like=given.file)
    share = 100 * len(packed.data) / source.size
    last = f"{output}: {len(packed.data):,} bytes, {share:.1f} % of {source.size:,}; {words}"
    last = "\n".join((last, *remarks(packed, source)))
    if given.explain:
        from slimgo.gopack.explain import table

        return f"{table(packed)}\n{last}"
    return last


def _effort(given: argparse.Namespace) -> Effort:
    from slimgo.gopack.encode import Effort

    if given.brute:
        return Effort.BRUTE
    return Effort.BEST if given.best else Effort.DEFAULT


def _unpack(given: argparse.Namespace) -> str:
    from slimgo.gopack.overlay import appended
    from slimgo.gopack.unpack import unpack

    _clear_away_when_interrupted()
    data = files.read(given.file)
    original = unpack(data)
    behind = appended(data)
    output = given.output or given.file.with_name(given.file.name + ".unpacked")
    mode = given.file.stat().st_mode & 0o777
    missed = files.write(output, original + behind, mode, lambda _: None, given.file)
    last = f"{output}: {len(original):,} bytes, as before packing"
    if behind:
        last += f", and behind them the {len(behind):,} bytes that were appended after packing"
    return "\n".join((last, *missed))


def _test(given: argparse.Namespace) -> str:
    from slimgo.gopack.overlay import appended
    from slimgo.gopack.unpack import unpack

    data = files.read(given.file)
    original = unpack(data)
    last = f"{given.file}: {len(data):,} bytes unpack to {len(original):,}, as before packing"
    behind = len(appended(data))
    return f"{last}; {behind:,} bytes were appended after packing" if behind else last


def _explain(given: argparse.Namespace) -> str:
    memory.begin()
    from slimgo.gopack.explain import table
    from slimgo.gopack.pack import read
    from slimgo.gopack.smallest import pack_smallest

    source = read(files.read(given.file), given.overlay)
    return table(pack_smallest(source, _effort(given)))


def _clear_away_when_interrupted() -> None:
    """From here on a signal is raised, so that what stands beside the output is taken away."""
    signal.signal(signal.SIGTERM, _end)
    if callable(signal.getsignal(signal.SIGINT)):
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, _: object) -> NoReturn:
    """As an interrupt."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
