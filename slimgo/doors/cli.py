"""The `slimgo` command: words to choices. Each command imports what it needs itself."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from slimgo import __version__
from slimgo.config.options import OPTIONS, options
from slimgo.doors import words
from slimgo.terminal.door import door

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Nearest(click.Group):
    """Names the nearest command for a misspelled one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not near or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None


@click.group(cls=_Nearest, context_settings=_CONTEXT)
@click.version_option(__version__, message="slimgo %(version)s")
def slimgo() -> None:
    """The smallest container image of a Go program that provably works."""


def _choices(*names: str) -> words.Decorator:
    """The options of that name, in that order."""
    return words.options(options(*names))


_OF_A_BUILD = (
    *("port", "ask", "run", "says", "pack", "best", "tag", "tags", "values"),
    *("ldflags", "gcflags", "goamd64", "cgo", "target", "label", "user", "workdir", "entrypoint"),
    *("arguments", "env", "expose", "file", "volume", "needs", "read_only"),
    *("go", "fetch_go", "engine", "out"),
)
"""What a settings file can say, too."""

_TEXT_OR_JSON = replace(OPTIONS["form"], choices=lambda: ("text", "json"))
_GO_OR_RELEASES = replace(
    OPTIONS["go"],
    metavar="PATH|1.21,1.23",
    help="the Go to build with; or releases of Go that each build every variant",
)
_PRICE_FORMATS = replace(
    OPTIONS["form"], choices=lambda: ("text", "details", "markdown", "html", "json", "junit")
)


@slimgo.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@_choices("all", "shard", "executable", "name", *_OF_A_BUILD, "recheck", "dry", "verbose", "form")
def build(packages: tuple[str, ...], **asked: Any) -> None:  # noqa: ANN401  as many kinds as options
    """Build each PACKAGE, pack it, make an image of it, run that, and tag it.

    PACKAGE is a program of slimgo.toml, a folder, an import path or a pattern such as ./cmd/...;
    it may be left out where there is one program only.
    """
    from slimgo.doors.build import build as ship

    ship(asked, packages)


@slimgo.command()
@click.argument("programs", nargs=-1, metavar="[PROGRAM]...")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of slimgo.toml instead.")
@_choices(*_OF_A_BUILD)
@words.options((_TEXT_OR_JSON,))
def config(programs: tuple[str, ...], *, schema: bool, **asked: Any) -> None:  # noqa: ANN401  as above
    """Show each setting of each PROGRAM, and whether a flag, the environment or a file says so."""
    from slimgo.doors import config as door

    door.schema() if schema else door.config(asked, programs)


@slimgo.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@_choices("tags", "go", "dry")
def init(packages: tuple[str, ...], **asked: Any) -> None:  # noqa: ANN401  as above
    """Write a first slimgo.toml, from what the source of the PACKAGEs shows; all by default."""
    from slimgo.doors.init import init as write

    write(asked, packages)


@slimgo.command()
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@_choices("go", "out", "form")
def merge(folders: tuple[str, ...], **asked: Any) -> None:  # noqa: ANN401  as above
    """Show what --shard shipped on several runners, whose build folders are FOLDERs now."""
    from slimgo.doors.merge import merge as bring_together

    bring_together(asked, folders)


@slimgo.command()
@click.argument("package", default="")
@_choices("variants", "search", "limit", "lever", "shard", "merge", "budget", "seed")
@_choices("port", "ask", "run", "says", "tags", "values", "ldflags", "gcflags", "cgo", "env")
@_choices("file", "needs", "upx", "engine", "out", "recheck", "verbose")
@words.options((_GO_OR_RELEASES, _PRICE_FORMATS))
def price(package: str, **asked: Any) -> None:  # noqa: ANN401  as above
    """Measure what each variant of PACKAGE saves and costs: bytes, start, memory, throughput."""
    from slimgo.doors.price import price as measure

    measure(asked, package)


@slimgo.command()
@click.argument("before", metavar="BEFORE.json")
@click.argument("after", metavar="AFTER.json")
def compare(before: str, after: str) -> None:
    """Show what became of a program between two price lists that `slimgo price` wrote."""
    from slimgo.doors.compare import compare as hold

    hold(before, after)


@slimgo.command()
@click.argument("program", default="", metavar="[PROGRAM|IMAGE]")
@_choices("executable", "name", *_OF_A_BUILD)
@words.options((_TEXT_OR_JSON,))
def explain(program: str, **asked: Any) -> None:  # noqa: ANN401  as above
    """Say why each file is in an image, what each saving costs, and what was not checked.

    PROGRAM was built, or IMAGE made smaller, before.
    """
    from slimgo.doors.explain import explain as tell

    tell(asked, program)


@slimgo.command()
@click.argument("package", default="")
@_choices("port", "publish", "pack", "go", "engine", "read_only")
def run(package: str, **asked: Any) -> None:  # noqa: ANN401  as above
    """Build PACKAGE, then serve its image on 127.0.0.1 until Ctrl-C."""
    from slimgo.doors.run import serve

    serve(asked, package)


@slimgo.command()
@click.argument("image", metavar="IMAGE")
@_choices("port", "ask", "run", "says", "keep", "entrypoint", "no_health_check", "needs", "pack")
@_choices("best", "tag", "name", "read_only", "go", "engine", "out", "recheck", "dry")
@_choices("verbose", "form")
def shrink(image: str, **asked: Any) -> None:  # noqa: ANN401  as above
    """Make an image that exists smaller: what its Go program opens, and that packed.

    IMAGE is a name that docker or podman keeps, a tar, or an OCI layout. It is started, asked and
    watched; the smaller one must answer alike. IMAGE itself is never touched.
    """
    from slimgo.doors.shrink import shrink as make

    make(asked, image)


@slimgo.command()
@click.argument("subject", metavar="FILE|IMAGE")
@_choices("port", "ask", "run", "says", "go", "engine", "out")
def check(subject: str, **asked: Any) -> None:  # noqa: ANN401  as above
    """Say what a program or an image is, start it, and list what it opens.

    FILE is a program or an image's tar, IMAGE the name of one that is kept here.
    """
    from slimgo.doors.check import check as look

    look(asked, subject)


def _gopack(verb: str, help_: str) -> None:
    """A command that is gopack's own, words and help and all."""

    @slimgo.command(
        verb,
        help=help_,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    )
    @click.argument("typed", nargs=-1, type=click.UNPROCESSED)
    def command(typed: tuple[str, ...]) -> None:
        from slimgo.gopack.command.main import main as gopack

        raise SystemExit(gopack([verb, *typed]))


for _verb, _help in (
    ("pack", "Pack a static Go program: slimgo pack -o OUT FILE."),
    ("unpack", "Give back what was packed, byte for byte: slimgo unpack -o OUT FILE."),
    ("test", "Unpack a packed program without writing anything: slimgo test FILE."),
):
    _gopack(_verb, _help)


@slimgo.command()
@_choices("go", "engine")
def doctor(**asked: Any) -> None:  # noqa: ANN401  as above
    """List every tool: version, place, whether it will do, how to get what is missing."""
    from slimgo.doors.doctor import doctor as examine

    examine(asked)


@door
def main() -> None:
    """Ends with 2 for words that cannot be understood, else as the errors say."""
    words.run(slimgo, "slimgo")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
