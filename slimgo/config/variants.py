"""The variants of a settings file: ways of its own to build each program of the matrix."""

from __future__ import annotations

import shlex

from slimgo.config.file import SettingsFile
from slimgo.config.nearest import one_of
from slimgo.config.options import packers
from slimgo.errors import BadInput
from slimgo.plan.catalogue import EXTRAS
from slimgo.values.variant import Packing, Variant

_UNPACKED = ".unpacked"


def variants(file: SettingsFile) -> tuple[Variant, ...]:
    """In the file's order; a packed one behind the unpacked one that it is made of, which the
    matrix then has, too. Raises BadInput for a name that the matrix has, and an unknown packer."""
    taken = {each.name for each in EXTRAS}
    made = []
    for name, said in file.variants.items():
        if name in taken:
            raise BadInput(f"{file.name}: the matrix has a variant {name} already")
        tags = tuple(said.tags.split(",") if isinstance(said.tags, str) else said.tags)
        plain = Variant(
            name=f"{name}{_UNPACKED}" if said.pack else name,
            cgo=said.cgo,
            trimpath=said.trimpath,
            ldflags=tuple(said.ldflags),
            tags=tuple(filter(None, tags)),
            gcflags=tuple(said.gcflags),
        )
        made.append(plain)
        if said.pack:
            made.append(_packed(plain, name, said.pack, file))
    return tuple(made)


def _packed(plain: Variant, name: str, typed: str, file: SettingsFile) -> Variant:
    packer, *flags = shlex.split(typed)
    if packer not in packers():
        raise BadInput(
            f"{file.name}: variant.{name}.pack: there is no packer {packer!r}",
            cure=one_of(packers(), packer),
        )
    return Variant(
        name=name,
        cgo=plain.cgo,
        trimpath=plain.trimpath,
        ldflags=plain.ldflags,
        tags=plain.tags,
        gcflags=plain.gcflags,
        packing=Packing(packer=packer, flags=tuple(flags)),
        packed_from=plain.name,
    )
