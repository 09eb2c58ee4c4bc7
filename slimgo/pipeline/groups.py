"""The programs of an order, in groups that share a build folder; what is found out of each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.config.order import Order
from slimgo.config.settings import Options
from slimgo.pipeline.discovered import discovered, with_probe
from slimgo.pipeline.make import opened_for
from slimgo.pipeline.needed import needed
from slimgo.pipeline.project import Project
from slimgo.pipeline.together import built_together
from slimgo.pipeline.wanted import Wanted, wanted
from slimgo.pipeline.written import ignore_build_folder
from slimgo.values.event import NeedsTold, Note, Tell
from slimgo.values.needs_found import NeedsFound
from slimgo.values.step import Step


def groups(order: Order, *, only_here: bool = False) -> tuple[Group, ...]:
    """only_here: for this machine alone, whatever targets are named. Raises BadInput."""
    shared: dict[Path, list[Wanted]] = {}
    for each in wanted(order, os.environ, only_here=only_here):
        shared.setdefault(each.settings.build, []).append(each)
    return tuple(Group(programs=tuple(each)) for each in shared.values())


@dataclass(frozen=True, kw_only=True)
class One:
    """A program of a group, with what was found for it."""

    project: Project
    wanted: Wanted
    needs: NeedsFound | None = None
    """None where nobody looked yet."""

    def steps(self, *names: str) -> tuple[Step, ...]:
        """Those of that name, all by default, and what they need."""
        options = Options(settings=self.project.settings)
        whole = tuple(each.name for each in self.wanted.way.steps(self.project, options))
        return self.wanted.way.chosen(self.project, options, names or whole)

    @property
    def build(self) -> Step:
        """What makes its program."""
        return self.steps("build")[0]

    def known(self) -> One:
        """The same with a probe, and with what it needs in its image; of one for another target
        both are found out with one for this machine."""
        with self.for_this_machine(dry=False) as native:
            if native is None:
                return self.discovered().furnished()
            if self.wanted.note:
                self.project.tell(Note(text=self.wanted.note, loud=True))
            ignore_build_folder(native.project)
            seen = native.discovered()
            probed = with_probe(self.project, seen.project.program.probe)
            return replace(self, project=probed).furnished((seen.project, seen.build))

    @contextmanager
    def for_this_machine(self, *, dry: bool) -> Iterator[One | None]:
        """The same program for this machine, up to its build; None where it is for this machine."""
        wanted = self.wanted.native
        if wanted is None:
            yield None
            return
        # its engine is not needed, and so not looked for
        way = replace(wanted.way, whole=("build",), with_engine=frozenset())
        group = Group(programs=(replace(wanted, way=way),))
        with group.opened(self.project.tell, dry=dry) as opened:
            (one,) = group.each(opened)
            yield one

    def discovered(self) -> One:
        """The same with a probe, found out where nobody said how it is to be asked."""
        return replace(self, project=discovered(self.project, self.build))

    def furnished(self, seen: tuple[Project, Step] | None = None) -> One:
        """The same with what it needs in its image. seen: see needed."""
        project, found = needed(self.project, self.build, seen=seen)
        project.tell(NeedsTold(found=found, mode=project.program.image.needs))
        return replace(self, project=project, needs=found)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Programs whose build folder is the same."""

    programs: tuple[Wanted, ...]

    @contextmanager
    def opened(self, tell: Tell, *, dry: bool) -> Iterator[Project]:
        """With the first program, and the packers of all; the build folder is locked unless
        dry."""
        first = self.programs[0]
        packers = {
            packer
            for each in self.programs
            for packer in each.way.packers(each.settings, each.way.whole)
        }
        way = replace(first.way, packers=lambda *_: tuple(sorted(packers)))
        options = Options(settings=first.settings, dry=dry)
        with opened_for(options, way, way.whole, tell) as project:
            yield project

    def each(self, opened: Project, *, together: bool = False) -> Iterator[One]:
        """Each program. together: several are built by one command."""
        ones = [
            One(
                project=with_probe(replace(opened, settings=each.settings), each.probe),
                wanted=each,
            )
            for each in self.programs
        ]
        prebuilt: Mapping[str, Path] = {}
        if together and len(ones) > 1:
            prebuilt = built_together(
                opened, [(each.project.settings, each.build) for each in ones]
            )
        for each in ones:
            yield replace(each, project=replace(each.project, prebuilt=prebuilt))
