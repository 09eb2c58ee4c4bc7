"""`slimgo run`: the same as build, and then the service in the foreground."""

from __future__ import annotations

from slimgo.doors import words
from slimgo.doors.lines import Lines
from slimgo.doors.shipping import Order, run
from slimgo.typed import place


def serve(
    *,
    package: str,
    port: int | None,
    publish: int | None,
    pack: str | None,
    go: str | None,
    engine: str | None,
    read_only: bool,
) -> None:
    """Raises Stopped after a clean end; SlimgoError of every kind."""
    order = Order(
        package=package,
        here=place(""),
        probe=words.probe(port=port, ask=(), arguments=None, says=None),
        packer=pack or "",
        go=go or "",
        engine=engine or "",
        read_only=read_only,
    )
    with Lines(verbose=False, dry=False) as lines:
        run(order, lines, host_port=publish)
