"""The `slimgo` command: words to choices. Each command imports what it needs itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from slimgo import __version__
from slimgo.door import door

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


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:  # noqa: ANN401  click's own decorators are so typed
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


_probe = _options(
    click.option("--port", type=click.IntRange(1, 65535), help="Where it listens, over TCP."),
    click.option(
        "--ask",
        multiple=True,
        metavar="PATH[=TEXT|~PATTERN]",
        help="GET PATH must succeed, and answer TEXT, or something that PATTERN is found in.",
    ),
    click.option("--run", "arguments", metavar="ARGUMENTS", help="It is a command: run it so."),
    click.option("--says", metavar="PATTERN", help="What --run must print."),
)
_tools = _options(
    click.option("--go", metavar="PATH", help="The Go to build with; by default PATH's."),
    click.option(
        "--engine",
        type=click.Choice(["docker", "podman", "builtin"]),
        help="What builds and runs the image; the first that works by default.",
    ),
)


@slimgo.command()
@click.argument("package", default="")
@_probe
@click.option("--pack", type=click.Choice(["gopack", "upx", "none"]), help="The packer.")
@click.option("--best", is_flag=True, help="Pack smaller; it starts slower.")
@click.option("--tag", metavar="TAG", help="The image's name; by default the program's.")
@click.option("--name", metavar="NAME", help="What the program is called.")
@click.option("--tags", default="", metavar="TAG,TAG", help="Build tags.")
@click.option("-X", "values", multiple=True, metavar="NAME=VALUE", help="Set a variable in it.")
@_tools
@click.option("--read-only", is_flag=True, help="Run the image so that it may write nowhere.")
@click.option("--recheck", is_flag=True, help="Check again what has not changed.")
@click.option("--dry", is_flag=True, help="Print a script of it instead.")
@click.option("-v", "--verbose", is_flag=True, help="Show each command and each check.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def build(**asked: Any) -> None:  # noqa: ANN401  as many kinds as options
    """Build PACKAGE, pack it, make an image of it, run that, and tag it.

    PACKAGE is a folder or an import path; it may be left out where there is one program only.
    """
    from slimgo.doors.build import build as ship

    ship(**asked)


@slimgo.command()
@click.argument("package", default="")
@click.option("--port", type=click.IntRange(1, 65535), help="Where it listens, over TCP.")
@click.option(
    "--publish",
    type=click.IntRange(1, 65535),
    help="The port of 127.0.0.1 that leads there; the same by default.",
)
@click.option("--pack", type=click.Choice(["gopack", "upx", "none"]), help="The packer.")
@_tools
@click.option("--read-only", is_flag=True, help="Run the image so that it may write nowhere.")
def run(**asked: Any) -> None:  # noqa: ANN401  as above
    """Build PACKAGE, then serve its image on 127.0.0.1 until Ctrl-C."""
    from slimgo.doors.run import serve

    serve(**asked)


def _gopack(verb: str, help_: str) -> None:
    """A command that is gopack's own, words and help and all."""

    @slimgo.command(
        verb,
        help=help_,
        add_help_option=False,
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    )
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> None:
        from slimgo.gopack.__main__ import main as gopack

        raise SystemExit(gopack([verb, *words]))


for _verb, _help in (
    ("pack", "Pack a static Go program: slimgo pack -o OUT FILE."),
    ("unpack", "Give back what was packed, byte for byte: slimgo unpack -o OUT FILE."),
    ("test", "Unpack a packed program without writing anything: slimgo test FILE."),
):
    _gopack(_verb, _help)


@slimgo.command()
@_tools
def doctor(go: str | None, engine: str | None) -> None:
    """List every tool: version, place, whether it will do, how to get what is missing."""
    from slimgo.doors.doctor import doctor as examine

    examine(go=go, engine=engine)


@door
def main() -> None:
    """Ends with 2 for words that cannot be understood, else as the errors say."""
    try:
        slimgo.main(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        raise SystemExit(2) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except click.exceptions.Exit as error:
        raise SystemExit(error.exit_code) from None
    sys.stdout.flush()


if __name__ == "__main__":
    main()
