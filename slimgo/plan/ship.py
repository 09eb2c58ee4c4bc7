"""Any program's way: built, packed, made an image, run. Decided before anything runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from slimgo.plan.packers import PACKERS
from slimgo.plan.recipe import artifact_path, build_command, for_source, pack_command
from slimgo.values.command import Command
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
    build = Step(
        number=1,
        name="build",
        kind="take" if taken else "build",
        command=take_command(program.source, makes)
        if taken
        else build_command(
            plain, source=program.source, target=target, host=host, folder=program.out
        ),
        makes=makes,
        variant=plain,
        baseline=True,
    )
    if packing is None:
        return (build,)
    made = packed(program, packing)
    pack = Step(
        number=2,
        name="pack",
        kind="pack",
        command=pack_command(made, plain, program.out),
        makes=artifact_path(made, program.out),
        packed_from=artifact_path(plain, program.out),
        needs=("build",),
        variant=made,
    )
    return (build, pack)


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


ARCHIVE = "files.tar"
"""What the image has beside the program, in the folder of its Dockerfile."""

FILES_LIST = "files.mtree"
"""The list that it is made of."""


def entrypoint(program: Program) -> tuple[str, ...]:
    """The program's path in the image, and the arguments that always follow."""
    return program.image.entrypoint or (f"/{program.name}",)


def dockerfile(program: Program) -> str:
    """The text of its Dockerfile: from scratch, the program, and what its settings name.

    The tar comes behind COPY and WORKDIR, so that the folders have the owners and modes it says.
    """
    image = program.image
    where = entrypoint(program)[0]
    lines = [
        "# written by slimgo build; edits are lost",
        "FROM scratch",
        *(f"LABEL {key}={_quoted(value)}" for key, value in labels(program)),
        f"COPY {_words(program.name, where)}",
    ]
    lines += [f"WORKDIR {_quoted(image.workdir)}"] if image.workdir else []
    if image.extras:
        lines.append(f"# {ARCHIVE} holds:")
        lines += [f"#   {_listed(each)}" for each in image.extras]
        lines.append(f"ADD {_words(ARCHIVE, '/')}")
    lines += [f"ENV {name}={_quoted(value)}" for name, value in image.env]
    ports = [f"{each.port}/tcp" for each in program.probes if isinstance(each, Service)]
    exposed = dict.fromkeys((*ports, *image.ports))
    lines += [f"EXPOSE {each.removesuffix('/tcp')}" for each in exposed]
    lines += [f"VOLUME {_words(*image.volumes)}"] if image.volumes else []
    lines.append(f"USER {image.user or USER}")
    lines.append(f"ENTRYPOINT {_words(*entrypoint(program))}")
    lines += [f"CMD {_words(*image.arguments)}"] if image.arguments else []
    return "".join(f"{line}\n" for line in lines)


def _words(*words: str) -> str:
    """As the JSON form of an instruction has them."""
    return json.dumps(words, ensure_ascii=False)


def _quoted(value: str) -> str:
    """A value of LABEL, ENV or WORKDIR, in which nothing is expanded."""
    escaped = re.sub(r'(["\\$])', r"\\\1", value)
    return f'"{escaped}"'


def _listed(extra: Extra) -> str:
    slash = "/" if extra.is_folder else ""
    return f"{extra.path}{slash}   mode {extra.mode:04o}, owner {extra.uid}:{extra.gid}"
