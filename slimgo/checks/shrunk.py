"""What went of an image and what stayed, in numbers, and what nobody can know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from slimgo.checks.kept import found_on_path, health_check_program, lost
from slimgo.oci.image_paths import ImagePaths
from slimgo.plan.engine_defaults import MOUNTED_FOLDERS, NAME_FILES
from slimgo.plan.needs import BY_NAME
from slimgo.values.image import ImageFacts, ImageFile
from slimgo.values.need import Need
from slimgo.values.original import Original
from slimgo.values.shrunk import Gone, KeptFile, Shrunk

_DEPTH = 2
"""Of the folders by which is told what went."""
_SET_ID = 0o6000


def shrunk(
    image: ImageFacts,
    original: Original,
    kept: Mapping[str, str],
    *,
    layers: Sequence[int],
    needs: Iterable[Need],
) -> Shrunk:
    """kept: path -> why. layers: what a pull transfers of each, in bytes. needs: of its program."""
    files = {file.path: file for file in image.files}
    own = own_from(image, files[original.program].layer)
    went = [
        file
        for file in lost(image, (*kept, original.program))
        if file.kind != "directory" and not file.path.startswith(_REPLACED)
    ]
    return Shrunk(
        name=original.name,
        disk_size_bytes=image.disk_size_bytes,
        pull_bytes=sum(layers),
        own_pull_bytes=sum(layers[own:]),
        program=original.program,
        kept=tuple(
            KeptFile(path=path, why=why, size_bytes=files[path].size_bytes)
            for path, why in kept.items()
        ),
        gone=_by_folder(went),
        own_gone=tuple(file.path for file in went if file.layer >= own),
        unknown=tuple(_unknown(image, original, kept, needs)),
    )


def own_from(image: ImageFacts, program_layer: int) -> int:
    """The first layer that is the image's own and not its base's: the one behind the last that
    holds something of a system's packages, but at most that of its program."""
    of_a_system = [file.layer for file in image.files if file.path.startswith(_OF_A_SYSTEM)]
    return min(program_layer, max(of_a_system, default=-1) + 1)


_OF_A_SYSTEM = (
    *("/etc/os-release", "/usr/lib/os-release", "/var/lib/dpkg/", "/var/lib/rpm/"),
    *("/lib/apk/db/", "/usr/lib/apk/db/", "/usr/lib/sysimage/rpm/"),
)
"""What says which system it is, and where dpkg, rpm and apk keep what they have installed."""
_REPLACED = (*(f"{folder}/" for folder in MOUNTED_FOLDERS), *NAME_FILES)
"""What whoever runs the image puts its own in place of."""


def _by_folder(went: Iterable[ImageFile]) -> tuple[Gone, ...]:
    found: dict[str, list[ImageFile]] = defaultdict(list)
    for file in went:
        parts = file.path.split("/")[1:-1]
        found["/" + "/".join(parts[:_DEPTH])].append(file)
    told = (
        Gone(folder=folder, files=len(files), size_bytes=sum(each.size_bytes for each in files))
        for folder, files in found.items()
    )
    return tuple(sorted(told, key=lambda each: (-each.size_bytes, each.folder)))


def _unknown(
    image: ImageFacts, original: Original, kept: Mapping[str, str], needs: Iterable[Need]
) -> Iterator[str]:
    check = found_on_path(image, health_check_program(image))
    if check and ImagePaths(image.files).resolved(check) != original.program:
        yield f"its health check was not run: what else {check} opens is not known"
    for name in original.config.of_builds:
        yield f"{name} of its config, which is for builds on top of it, is not kept"
    for file in image.files:
        if file.path in kept or file.path == original.program:
            if file.capabilities:
                yield f"the file capabilities of {file.path} are not kept"
            if file.path == original.program and file.mode & _SET_ID:
                yield f"{file.path} is setuid or setgid, which is not kept"
    there = {file.path for file in image.files}
    for need in needs:
        wanted = BY_NAME[need.name]
        names = {*wanted.files, *(folder.rstrip("/") for folder in wanted.folders)}
        if need.standing in {"needed", "suspected"} and names and not names & there:
            yield f"it may need {wanted.title}, which the original has not: {need.why}"
