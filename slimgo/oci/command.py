"""Takes the words of docker's command line as far as the built-in engine goes.

A build should not cost more than its files, so each command imports what it needs itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from slimgo.errors import BadInput


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(message, cure=f"{self.prog} --help")


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The words as one of the commands. Raises BadInput; ends the process for --help."""
    parser = _Parser(
        prog="python -m slimgo.oci", description="Images without docker.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="make an image of a Dockerfile", allow_abbrev=False)
    build.add_argument("-t", "--tag", required=True, action="append")
    build.add_argument("-o", "--output", type=Path, help="default: build/TAG.tar")
    build.add_argument("-f", "--file", type=Path, help="default: CONTEXT/Dockerfile")
    build.add_argument("--build-arg", action="append", default=[], metavar="NAME=VALUE")
    build.add_argument("--platform", help="linux/ARCH; default: this machine's")
    build.add_argument("context", type=Path, metavar="CONTEXT")
    tar = commands.add_parser("tar", help="make a tar of a list of files", allow_abbrev=False)
    tar.add_argument("-o", "--output", type=Path, required=True)
    tar.add_argument("list", type=Path, metavar="LIST.mtree")
    extract = commands.add_parser("extract", help="take files out of an image", allow_abbrev=False)
    extract.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    extract.add_argument("--list", type=Path, metavar="LIST.mtree")
    extract.add_argument("image", type=Path, metavar="FILE.tar")
    extract.add_argument("path", nargs="*")
    inspect = commands.add_parser("inspect", help="say what an image is", allow_abbrev=False)
    inspect.add_argument("--format", help="{{.Size}} or {{.Id}}; default: JSON")
    inspect.add_argument("image", metavar="TAG|FILE.tar")
    run = commands.add_parser("run", help="run an image until it ends", allow_abbrev=False)
    run.add_argument("-p", "--publish", default="", metavar="127.0.0.1:PORT:PORT")
    run.add_argument("--read-only", action="store_true", help="it may write nowhere in its files")
    run.add_argument("image", metavar="TAG")
    return parser.parse_args(words)


def reply(arguments: argparse.Namespace, directory: Path, environment: Mapping[str, str]) -> str:
    """Does `build`, `tar`, `extract` or `inspect`; returns what it prints.

    directory: absolute; where names of files begin. Raises BadInput, EngineFailed, Unreadable.
    """
    if arguments.command == "build":
        from slimgo.oci.build import build

        text = build(
            tags=tuple(arguments.tag),
            context=arguments.context,
            dockerfile=arguments.file,
            build_args=arguments.build_arg,
            platform=arguments.platform,
            out=arguments.output,
            source_date_epoch=environment.get("SOURCE_DATE_EPOCH", ""),
            directory=directory,
        )
    elif arguments.command == "tar":
        from slimgo.oci.tar import write_tar

        text = write_tar(arguments.list, arguments.output, directory)
    elif arguments.command == "extract":
        from slimgo.oci.extract import extract_into

        text = extract_into(
            arguments.output, arguments.image, tuple(arguments.path), arguments.list, directory
        )
    else:
        from slimgo.oci.describe import describe

        text = describe(arguments.image, form=arguments.format, directory=directory)
    return f"{text}\n"
