"""Any program's way: built, packed, made an image, run. Decided before anything runs."""

from __future__ import annotations

import re
from dataclasses import replace

from slimgo.errors import visible
from slimgo.plan.original import ORIGINAL, config_lines, extract_command, quoted, words
from slimgo.plan.packers import PACKERS
from slimgo.plan.recipe import artifact_path, build_command, for_source, pack_command
from slimgo.values.command import Command
from slimgo.values.image import ImageConfig
from slimgo.values.probe import Service
from slimgo.values.program import Extra, Program, Source
from slimgo.values.step import Step
from slimgo.values.target import Target
from slimgo.values.variant import Packing, Variant

UNPACKED = ".unpacked"
"""Behind a program's name, for what was built and is still to be packed."""

USER = "65532:65532"
"""Nobody's number on most systems; what distroless images call nonroot."""


def built(program: Program, packing: Packing | None) -> Variant:
    """The program as Go builds it: static, without symbol table and debug information."""
    name = program.name
    stripped = Variant(
        name="built",
        artifact=f"{name}{UNPACKED}" if packing else f"{name}/{name}",
        ldflags=("-s", "-w"),
    )
    return for_source(stripped, program.source)


def packed(program: Program, packing: Packing) -> Variant:
    """The same, packed."""
    name = program.name
    return replace(
        built(program, packing),
        name="packed",
        artifact=f"{name}/{name}",
        packing=packing,
        packed_from="built",
    )


def binary_steps(
    program: Program, *, packing: Packing | None, target: Target, host: Target
) -> tuple[Step, ...]:
    """packing: None to leave it as it was built."""
    plain = built(program, packing)
    makes = artifact_path(plain, program.out)
    taken = bool(program.source.executable)
    extracted = _extract_steps(program)
    build = Step(
        number=len(extracted) + 1,
        name="build",
        kind="take" if taken else "build",
        command=take_command(program.source, makes)
        if taken
        else build_command(
            plain, source=program.source, target=target, host=host, folder=program.out
        ),
        makes=makes,
        needs=tuple(each.name for each in extracted),
        variant=plain,
        baseline=True,
    )
    if packing is None:
        return (*extracted, build)
    made = packed(program, packing)
    pack = Step(
        number=build.number + 1,
        name="pack",
        kind="pack",
        command=pack_command(made, plain, program.out),
        makes=artifact_path(made, program.out),
        packed_from=artifact_path(plain, program.out),
        needs=("build",),
        variant=made,
    )
    return (*extracted, build, pack)


def _extract_steps(program: Program) -> tuple[Step, ...]:
    """What takes the files out of an image that exists; nothing for another source."""
    original = program.source.image
    if original is None:
        return ()
    folder = f"{program.out}/{program.name}{ORIGINAL}"
    listed = f"{program.context}/{FILES_LIST}" if program.image.extras else ""
    command = extract_command(original, folder=folder, listed=listed)
    return (Step(number=1, name="extract", kind="extract", command=command, makes=folder),)


def take_command(source: Source, makes: str) -> Command:
    """What makes a copy of an executable that exists, unpacked where a packer had it."""
    if source.packed_by:
        words = (*PACKERS[source.packed_by].unpack, "-o", makes, source.executable)
    else:
        words = ("install", "-m", "0755", source.executable, makes)
    return Command(argv=words, output=makes)


def image_steps(
    program: Program,
    *,
    build: Command,
    run: Command,
    after: Step,
    also: tuple[Command, ...] = (),
) -> tuple[Step, ...]:
    """after: the step whose program goes into the image. also: what gives it its other tags."""
    files = _files_steps(program, after.number + 1)
    number = after.number + len(files) + 1
    image = Step(
        number=number,
        name="image",
        kind="image",
        command=build,
        makes=program.tag,
        needs=(after.name, *(each.name for each in files)),
        also=also,
    )
    prove = Step(
        number=number + 1,
        name="run",
        kind="run",
        command=run,
        makes=program.tag,
        needs=("image",),
    )
    return (*files, image, prove)


def _files_steps(program: Program, number: int) -> tuple[Step, ...]:
    """What the image has beside its program, where it has anything."""
    if not program.image.extras:
        return ()
    tar = f"{program.context}/{ARCHIVE}"
    listed = f"{program.context}/{FILES_LIST}"
    command = Command(argv=("python", "-m", "slimgo.oci", "tar", "-o", tar, listed), output=tar)
    return (Step(number=number, name="files", kind="files", command=command, makes=tar),)


def tag_of(name: str) -> str:
    """A program's name as an image's: small letters, digits, and single separators."""
    kept = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return kept or "program"


_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
"""Where a module's path is the address of its sources: host, owner, repository."""

_TITLE = "org.opencontainers.image.title"
_SOURCE = "org.opencontainers.image.source"


def labels(program: Program) -> tuple[tuple[str, str], ...]:
    """The image's labels, by the keys that OCI has laid down for annotations; they say what the
    program's build info says too. Behind them, and in place of them, what the settings say."""
    parts = program.source.path.split("/")
    forge = parts[0] in _FORGES and len(parts) >= 3  # noqa: PLR2004  host, owner, repository
    source = ((_SOURCE, f"https://{'/'.join(parts[:3])}"),) if forge else ()
    return tuple({**dict(((_TITLE, program.name), *source)), **dict(program.image.labels)}.items())


_LISTED = 40
"""So many of its files a Dockerfile names."""

ARCHIVE = "files.tar"
"""What the image has beside the program, in the folder of its Dockerfile."""

FILES_LIST = "files.mtree"
"""The list that it is made of."""


def entrypoint(program: Program) -> tuple[str, ...]:
    """What starts the program in the image, and the arguments that always follow."""
    return program.image.entrypoint or (f"/{program.name}",)


def program_path(program: Program) -> str:
    """Where the image has it."""
    original = program.source.image
    return original.program if original else entrypoint(program)[0]


def dockerfile(program: Program) -> str:
    """The text of its Dockerfile: from scratch, the program, and what its settings name.

    The tar comes behind COPY and WORKDIR, so that the folders have the owners and modes it says.
    """
    image = program.image
    config = _config(program)
    lines = [
        f"# written by slimgo {'shrink' if program.source.image else 'build'}; edits are lost",
        "FROM scratch",
        *(f"LABEL {key}={quoted(value)}" for key, value in config.labels),
        f"COPY {words(program.name, program_path(program))}",
    ]
    lines += [f"WORKDIR {quoted(config.working_dir)}"] if config.working_dir != "/" else []
    if image.extras:
        lines.append(f"# {ARCHIVE} holds:")
        lines += [f"#   {_listed(each)}" for each in image.extras[:_LISTED]]
        more = len(image.extras) - _LISTED
        lines += [f"#   and {more} more, which {FILES_LIST} lists"] if more > 0 else []
        lines.append(f"ADD {words(ARCHIVE, '/')}")
    return "".join(f"{line}\n" for line in (*lines, *config_lines(config)))


def _config(program: Program) -> ImageConfig:
    """What its Dockerfile is to say: an image that exists keeps its own."""
    if program.source.image:
        return program.source.image.config
    image = program.image
    ports = [f"{each.port}/tcp" for each in program.probes if isinstance(each, Service)]
    return ImageConfig(
        labels=labels(program),
        working_dir=image.workdir or "/",
        env=tuple(f"{name}={value}" for name, value in image.env),
        exposed_ports=tuple(dict.fromkeys((*ports, *image.ports))),
        volumes=image.volumes,
        user=image.user or USER,
        entrypoint=entrypoint(program),
        cmd=image.arguments,
    )


def _listed(extra: Extra) -> str:
    if extra.link:
        return visible(f"{extra.path} -> {extra.link}")
    slash = "/" if extra.is_folder else ""
    return visible(f"{extra.path}{slash}   mode {extra.mode:04o}, owner {extra.uid}:{extra.gid}")
