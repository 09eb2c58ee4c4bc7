"""The programs that an order names, each with its settings: Go and git are asked for what the
words do not say."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.config.file import SettingsFile
from slimgo.config.nearest import nearest, one_of
from slimgo.config.order import Order, Request
from slimgo.config.program import (
    executable_of,
    program_from,
    program_of,
    project_of,
    tags_of,
    wants_revision,
)
from slimgo.config.read import private_cache
from slimgo.config.settings import Settings, settings
from slimgo.config.targets import targets_of
from slimgo.errors import BadInput
from slimgo.facts.marks import packer_of
from slimgo.facts.revision import revision_of
from slimgo.pipeline.fetched_go import fetched_go
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.foreign import foreign
from slimgo.pipeline.mains import find_mains
from slimgo.pipeline.ship import packing_of, ship_way
from slimgo.pipeline.way import Way
from slimgo.run.host import host_goarch
from slimgo.run.process import Surroundings
from slimgo.run.toolchain import go_on_path
from slimgo.values.main import Main
from slimgo.values.probe import Probe
from slimgo.values.program import Program
from slimgo.values.revision import Revision
from slimgo.values.target import Target
from slimgo.values.variant import Packing


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A program that is to be shipped."""

    settings: Settings
    way: Way
    packing: Packing | None
    """None to leave it as it is built."""
    probe: Probe
    native: Wanted | None = None
    """The same for this machine, where it is for another target."""
    note: str = ""
    """What is not done for that target, though it is for this machine."""

    @property
    def target(self) -> str:
        """`linux/arm64`; empty for this machine's."""
        return str(self.settings.target or "")

    @property
    def title(self) -> str:
        """`server`, `server linux/arm64`."""
        return " ".join(filter(None, (self.settings.program.name, self.target)))


def wanted(
    order: Order, ambient: Mapping[str, str], *, only_here: bool = False
) -> tuple[Wanted, ...]:
    """One for each program that the order names and each of its targets, of its shard; raises
    BadInput. only_here: for this machine alone, whatever the targets are."""
    found: list[Wanted] = []
    for request, made in requested(order, ambient, pack=True):
        packing = packing_of(request.chosen.text("pack"), host_goarch(), best=request.best)
        native = Wanted(
            settings=made, way=ship_way(packing), packing=packing, probe=request.probes[0]
        )
        targets = () if only_here else targets_of(request.chosen)
        found += [_for(target, native, request) for target in targets] or [native]
    part, parts = order.shard
    return tuple(found[part - 1 :: parts])


def _for(target: Target, native: Wanted, request: Request) -> Wanted:
    """native: the same for this machine."""
    if target.goarch == host_goarch():
        return native
    packer = request.chosen.text("pack")
    packing = packing_of(packer, target.goarch, best=request.best)
    left = not packing and not packer
    return replace(
        native,
        settings=foreign(native.settings, target, packer=packing.packer if packing else ""),
        way=ship_way(packing),
        packing=packing,
        native=native,
        note=f"gopack does not pack for {target}: left as it is built" if left else "",
    )


def requested(
    order: Order, ambient: Mapping[str, str], *, pack: bool
) -> tuple[tuple[Request, Settings], ...]:
    """What is asked of each program, and its settings. pack: whether its packer is chosen, too.

    Raises BadInput."""
    chosen = order.of().chosen
    cache = private_cache(chosen)
    go = chosen.text("go") or go_on_path(ambient.get("PATH", ""))
    surroundings = surroundings_in(order.here, ambient, cache, workspace=True)
    if "fetch_go" in chosen.flags:
        go = fetched_go(go, order, surroundings, cache)
    where = go_of(go, surroundings, cache)
    found = tuple(_mains(order, where))
    for name in ("name", "tag"):
        # a settings file gives each program its own
        if len(found) > 1 and chosen.origins[name] != "default":
            raise BadInput(
                f"--{name} is for one program, and {len(found)} were named", cure="leave it out"
            )
    revisions = _Revisions(where)
    made = []
    for request, main in found:
        project, program = _program(order, request, main, revisions)
        packing = None
        if pack:
            packing = packing_of(request.chosen.text("pack"), host_goarch(), best=request.best)
        made.append(
            (
                request,
                settings(
                    request.chosen,
                    project=project,
                    program=program,
                    packer=packing.packer if packing else "",
                    port=request.port,
                    ambient=ambient,
                    go=go,
                ),
            )
        )
    _must_differ(each.program.name for _, each in made)
    return tuple(made)


def _program(
    order: Order, request: Request, main: Main | Path, revisions: _Revisions
) -> tuple[Path, Program]:
    """main: the package, or the executable. Also the folder of its project."""
    if isinstance(main, Main):
        project = project_of(order, main)
        revision = revisions.of(project) if wants_revision(request) else None
        return project, program_of(order, request, main, revision)
    revision = revisions.of(order.here) if wants_revision(request) else None
    packer = packer_of(main)
    return program_from(order, request, main, packed_by=packer, revision=revision)


class _Revisions:
    """What git says of each folder, asked once."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._known: dict[Path, Revision] = {}

    def of(self, folder: Path) -> Revision:
        if folder not in self._known:
            self._known[folder] = revision_of(folder, self._surroundings)
        return self._known[folder]


def _mains(order: Order, surroundings: Surroundings) -> Iterator[tuple[Request, Main | Path]]:
    """Each package or executable that is named, and what is asked of it."""
    nameless = order.of()
    executable = executable_of(nameless, order)
    if executable:
        if order.words or order.everything:
            raise BadInput("--executable is in place of a package", cure="leave the package out")
        yield nameless, executable
        return
    names = _names(order)
    for name in names:
        request = order.of(name)
        _must_be_built(name, request)
        yield request, executable_of(request, order) or _main_of(order, name, surroundings)
    words = tuple(word for word in order.words if word not in names)
    if (names or order.everything) and not words:
        return
    for main in find_mains(words, order.here, surroundings, tags=tags_of(nameless.chosen)):
        name = _listed(order, main, surroundings)
        if name not in names:
            yield (order.of(name) if name else nameless), main


def _must_be_built(name: str, request: Request) -> None:
    """Raises BadInput for a program of the settings file that is an image already."""
    image = request.chosen.text("image")
    if image:
        what = f"{name} is the image {image}, which is made smaller and not built"
        raise BadInput(what, cure=f"slimgo shrink {name}")


def _names(order: Order) -> tuple[str, ...]:
    """The programs of the settings file that are named, in the order's order. Raises BadInput
    where nothing is named and it is not clear which is meant."""
    there = order.file.programs if order.file else {}
    if order.everything:
        return tuple(name for name, said in there.items() if not said.get("image"))
    if order.words:
        if order.file:
            for word in order.words:
                _must_be_known(word, order.file, order.here)
        return tuple(dict.fromkeys(word for word in order.words if word in there))
    if order.file is None or not there:
        return ()
    # who stands in the folder of one of them means that one
    near = [name for name in there if _folder(order, name).is_relative_to(order.here)]
    if len(near) == 1:
        return (near[0],)
    if not near:
        return ()
    raise BadInput(
        f"{order.file.name} has {len(near)} programs: choose one, or all",
        why="\n".join(f"slimgo build {name}" for name in near),
        cure="slimgo build --all",
    )


def _must_be_known(word: str, file: SettingsFile, here: Path) -> None:
    """Raises BadInput for a word that is nearly the name of a program."""
    bare = "/" not in word and "." not in word and not (here / word).exists()
    if bare and word not in file.programs and nearest(file.programs, word):
        raise BadInput(f"{file.name} has no program {word!r}", cure=one_of(file.programs, word))


def _folder(order: Order, name: str) -> Path:
    """Where its package is, as far as the settings file says."""
    if order.file is None:
        raise ValueError(name)
    package = str(order.file.programs[name].get("package", "."))
    return Path(os.path.realpath(order.file.folder / package))


def _main_of(order: Order, name: str, surroundings: Surroundings) -> Main:
    if order.file is None:
        raise ValueError(name)
    request = order.of(name)
    folder = order.file.folder
    package = request.chosen.text("package")
    if "..." in package:
        raise BadInput(f"program.{name}.package names several programs", cure="name one package")
    try:
        tags = tags_of(request.chosen)
        (main,) = find_mains((package,), folder, surroundings, tags=tags)
    except BadInput as error:
        raise BadInput(f"program.{name}: {error.what}", why=error.why, cure=error.cure) from None
    return main


def _listed(order: Order, main: Main, surroundings: Surroundings) -> str:
    """The name of the program in the settings file whose package it is; empty for none."""
    if order.file is None:
        return ""
    folder = Path(os.path.realpath(main.project / main.folder / main.package))
    for name, said in order.file.programs.items():
        package = said.get("package")
        if package == main.path or (package and _folder(order, name) == folder):
            return name
        if not package and not said.get("executable"):
            with suppress(BadInput):  # several programs, so that it is none of them by itself
                if _main_of(order, name, surroundings).path == main.path:
                    return name
    return ""


def _must_differ(names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise BadInput(f"two programs would be called {twice[0]}", cure="build one at a time")
