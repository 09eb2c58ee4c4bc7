"""What can be typed: the words, and the help that says what they do."""

from __future__ import annotations

import argparse
from typing import Any

from slimgo import __version__

_WHERE = """\
where it goes: FILE{suffix}, beside each FILE, or as said:
  -o OUT        that file, for one FILE
  -o FOLDER     in a folder that exists, under the name of each FILE
  -o -          to standard output, if that is no terminal; what is said then
                goes to standard error
  --in-place    in the place of each FILE

A file that is there already is left as it is, and nothing is made, unless
--force is given. That holds to the end: also for a file that appears while
gopack works. What is made gets its name when it is whole and proven, in one
step; no failure and no signal leaves half a file.

The new file takes over permissions and, as far as you may give them, setuid
and setgid with their owner, file capabilities and other extended attributes;
what it cannot is said. Its times are its own."""

_STATUS = """\
exit status:
  0      all was done
  1      a FILE was refused, or it failed: a line says what, why and what to
         type; the other FILEs are done all the same
  2      the words cannot be understood
  129    hung up (SIGHUP)
  130    interrupted (Ctrl-C)
  141    nobody reads its output any more (SIGPIPE)
  143    terminated (SIGTERM)"""

FORMAT = 2
"""The format's version, as in header.py, which takes longer to import than to print."""


class _Parser(argparse.ArgumentParser):
    """Its help is as it stands here. Options are typed in full: a new one must not make an old
    abbreviation mean two."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  as argparse itself hands them on
        kind = argparse.RawDescriptionHelpFormatter
        super().__init__(formatter_class=kind, allow_abbrev=False, **options)


def parser() -> argparse.ArgumentParser:
    made = _Parser(
        prog="gopack",
        description="Packs static Go programs so that they still run, and unpacks them.",
        epilog=f"""\
`gopack pack FILE` makes FILE.packed, `gopack unpack FILE` makes FILE.unpacked;
-o names another file or a folder, --in-place replaces FILE. A file that is
there already is left as it is, unless --force is given; `gopack pack --help`
says more.

{_STATUS}""",
    )
    version = f"gopack {__version__}, format {FORMAT}"
    made.add_argument("--version", action="version", version=version)
    commands = made.add_subparsers(
        required=True, dest="verb", metavar="pack|unpack|test|explain", parser_class=_Parser
    )
    for verb, help_, epilog in (
        ("pack", "make a packed file of a program", _WHERE.format(suffix=".packed")),
        ("unpack", "give back the program, byte for byte", _WHERE.format(suffix=".unpacked")),
        ("test", "unpack without writing anything", ""),
        ("explain", "pack, and print bytes per stream only", ""),
    ):
        command = commands.add_parser(
            verb,
            help=help_,
            description=f"{help_[0].upper()}{help_[1:]}, for each FILE.",
            epilog=f"{epilog}\n\n{_STATUS}" if epilog else _STATUS,
        )
        command.add_argument("files", nargs="+", metavar="FILE")
        if verb in {"pack", "unpack"}:
            _add_output(command)
        if verb in {"pack", "explain"}:
            _add_packing(command)
        if verb == "pack":
            command.add_argument("--explain", action="store_true", help="print bytes per stream")
    return made


def _add_output(command: argparse.ArgumentParser) -> None:
    where = command.add_mutually_exclusive_group()
    where.add_argument("-o", "--output", default="", metavar="OUT", help="where to: see below")
    where.add_argument("--in-place", action="store_true", help="replace each FILE")
    command.add_argument("-f", "--force", action="store_true", help="replace a file that is there")


def _add_packing(command: argparse.ArgumentParser) -> None:
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
