"""Names in braces that stand for what git says: `{version}`, `{commit}`, `{date}`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from slimgo.errors import BadInput
from slimgo.values.revision import Revision

NAMES = ("version", "commit", "date")
_NAMED = re.compile(r"\{([a-z_]+)\}")


def names_revision(texts: Iterable[str]) -> bool:
    """Whether one of them has such a name; one that stands for nothing is told by `filled`."""
    return any(name in NAMES for each in texts for name in _NAMED.findall(each))


def filled(text: str, revision: Revision | None, *, where: str) -> str:
    """The text with each name replaced. revision: None where none of the texts has one.

    where: who says it, for errors. Raises BadInput for a name that stands for nothing."""

    def said(match: re.Match[str]) -> str:
        name = match[1]
        if name not in NAMES:
            raise BadInput(
                f"{where}: {{{name}}} stands for nothing",
                cure=f"choose one of: {', '.join(f'{{{each}}}' for each in NAMES)}",
            )
        if revision is None:
            raise ValueError(f"{where} names a revision that was not asked for")
        return str(getattr(revision, name))

    return _NAMED.sub(said, text)
