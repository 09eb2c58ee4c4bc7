"""The same for Invoke, in a tasks.py of one's own:

    from invoke.collection import Collection
    import slimgo.doors.tasks

    ns = Collection()
    ns.add_collection(slimgo.doors.tasks, name="slimgo")

Then `invoke slimgo.build --package ./cmd/server --port 8080 --ask /healthz=ok`.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoke.context import Context

from slimgo.config.options import Option
from slimgo.config.order import OF_A_PROGRAM
from slimgo.doors.task import task

_PACKAGE = Option(
    name="package",
    help="a folder or an import path; not needed where there is one program only",
)


def _read(c: Context, asked: Mapping[str, object]) -> Mapping[str, object]:
    """Invoke gives an empty text for what was left out."""
    return {**{name: value or None for name, value in asked.items()}, "dry": c.config.run.dry}


@task(_PACKAGE, *OF_A_PROGRAM, read=_read)
def build(asked: Mapping[str, object]) -> None:
    """Build PACKAGE, pack it, make an image of it, run that, and tag it."""
    from slimgo.doors.build import build as ship

    ship(asked, (str(asked["package"] or ""),))
