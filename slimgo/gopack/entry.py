"""The `gopack` command begins here: signals first, then what takes longer to import."""

from __future__ import annotations

from slimgo.gopack.ending import end_at_signals

end_at_signals()


def main() -> int:
    """The exit status."""
    from slimgo.gopack.command.main import main as command

    return command()
