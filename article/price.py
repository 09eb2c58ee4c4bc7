"""`invoke price`: the article's service, and the sizes that the article told in 2019."""

from __future__ import annotations

from article.way import WAY
from slimgo.config.settings import Options
from slimgo.doors.price import planned, told
from slimgo.pipeline.make import opened_for
from slimgo.pipeline.price.programs import with_packers
from slimgo.pipeline.written import ignore_build_folder
from slimgo.terminal.screen import Terminal
from slimgo.values.price import Reference

_2019 = "the article, 2019"
REFERENCES = (
    # `ls -lh` rounds to a tenth of a MiB; UPX told bytes
    Reference(name="2019: static", size_bytes=round(6.2 * (1 << 20)), source=f"{_2019}: 6.2M"),
    Reference(name="2019: stripped", size_bytes=4_822_080, source=f"{_2019}, by UPX"),
    Reference(name="2019: upx -9", size_bytes=1_821_876, source=f"{_2019}, by UPX"),
)


def price(options: Options) -> None:
    """Raises SlimgoError of every kind."""
    chosen = options.chosen
    plan = planned(
        {
            "variants": chosen.list("variants"),
            "budget": chosen.text("budget"),
            "seed": chosen.text("seed"),
            "recheck": "recheck" in chosen.flags,
        }
    )
    with Terminal() as terminal, opened_for(options, WAY, ("app",), terminal) as opened:
        ignore_build_folder(opened)
        project, possible = with_packers(opened, plan)
        told(project, possible, terminal, references=REFERENCES)
