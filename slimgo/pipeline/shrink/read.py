"""An image that exists, read: its files and config, and a copy of the program that it starts."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.config.order import Order, Request
from slimgo.oci.read import read_image
from slimgo.pipeline.image_tar import ImageTar, image_tar
from slimgo.pipeline.project import Project
from slimgo.pipeline.shrink.taken import (
    config_of,
    for_this_machine,
    in_a_folder,
    original_of,
    program_in,
)
from slimgo.plan.original import ORIGINAL
from slimgo.run.host import host_goarch
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation
from slimgo.values.image import ImageFacts
from slimgo.values.original import Original
from slimgo.values.program import Program
from slimgo.values.target import Target


@dataclass(frozen=True, kw_only=True)
class ImageRead:
    """What was read, and where it is."""

    typed: str
    tar: ImageTar
    facts: ImageFacts
    """With the config that the smaller image is to have."""
    original: Original
    executable: Path
    """A copy of its program."""

    @property
    def is_kept(self) -> bool:
        """Whether an engine keeps it under the name that was typed."""
        return self.tar.argv[1:2] == ("save",)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What an image is read with."""

    order: Order
    surroundings: Surroundings
    isolation: Isolation
    folder: Path
    """Where its copies stand."""
    home: Path
    """The project's folder."""

    def read(self, typed: str, request: Request) -> ImageRead:
        """Raises BadInput, Unreadable and CheckFailed for what cannot become smaller here."""
        found = image_tar(typed, self.order, self.surroundings, self.isolation, self.folder)
        facts = read_image(found.path)
        for_this_machine(facts, typed, Target(goos="linux", goarch=host_goarch()))
        chosen = request.chosen
        config = config_of(
            facts,
            typed,
            entrypoint=chosen.list("entrypoint"),
            health_check="no_health_check" not in chosen.flags,
        )
        facts = replace(facts, config=in_a_folder(facts, config))
        alone = self.folder / "alone"
        path, executable = program_in(facts, typed, found.path, alone, self.surroundings)
        tar = os.path.relpath(found.path, self.home)
        return ImageRead(
            typed=typed,
            tar=found,
            facts=facts,
            original=original_of(facts, typed, tar=tar, program=path),
            executable=executable,
        )


def placed(image: ImageRead, project: Project) -> ImageRead:
    """With its tar in the build folder, where it was written for us."""
    if not image.tar.is_ours:
        return image
    name = tar_in(project.program)
    place = project.path(name)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        shutil.move(image.tar.path, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    tar = replace(image.tar, path=place)
    return replace(image, tar=tar, original=replace(image.original, tar=name))


def tar_in(program: Program) -> str:
    """Where the build folder has the tar that was written for us, from the project's folder."""
    return f"{program.out}/{program.name}{ORIGINAL}.tar"
