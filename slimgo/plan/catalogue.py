"""The one list of variants and of what the service is asked. A flag to try is one line here."""

from __future__ import annotations

from slimgo.errors import BadInput
from slimgo.values.question import Question
from slimgo.values.variant import Packing, Variant

_STATIC = '-extldflags "-static"'

VARIANTS = (
    Variant(name="app", artifact="app.bin"),
    Variant(
        name="static",
        artifact="app.static.bin",
        ldflags=(_STATIC,),
    ),
    Variant(
        name="small",
        artifact="app.static.small.bin",
        ldflags=(_STATIC, "-s", "-w"),
    ),
    Variant(
        name="small-upx9",
        artifact="app.static.small.upx.bin",
        ldflags=(_STATIC, "-s", "-w"),
        packing=Packing(packer="upx", flags=("-9",)),
        packed_from="small",
    ),
)

QUESTIONS = (
    Question(path="/?name=Ahmed", answer="Hello Ahmed"),
    Question(path="/", answer="Hello world"),
    Question(path="/?name=Ada%20L%26%C3%A9", answer="Hello Ada L&é"),
    Question(path="/?name=", answer="Hello world"),
)
"""What the article's service answers: named, unnamed, escaped, empty."""

SERVICE_PORT = 3000
"""Where the article's service listens."""


def variant(name: str) -> Variant:
    """The variant of that name. Raises BadInput, which lists the names there are."""
    for candidate in VARIANTS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in VARIANTS)
    raise BadInput(f"there is no variant {name!r}", cure=f"one of: {known}")
