"""Any program's way: built, packed, made an image, run. Decided before anything runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from slimgo.plan.recipe import artifact_path, build_command, for_source, pack_command
from slimgo.values.command import Command
from slimgo.values.probe import Service
from slimgo.values.program import Program
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
    build = Step(
        number=1,
        name="build",
        kind="build",
        command=build_command(
            plain, source=program.source, target=target, host=host, folder=program.out
        ),
        makes=artifact_path(plain, program.out),
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


def image_steps(program: Program, *, build: Command, run: Command, after: str) -> tuple[Step, ...]:
    """after: the step whose program goes into the image."""
    image = Step(
        number=3, name="image", kind="image", command=build, makes=program.tag, needs=(after,)
    )
    prove = Step(number=4, name="run", kind="run", command=run, makes=program.tag, needs=("image",))
    return (image, prove)


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
    program's build info says too."""
    parts = program.source.path.split("/")
    forge = parts[0] in _FORGES and len(parts) >= 3  # noqa: PLR2004  host, owner, repository
    source = ((_SOURCE, f"https://{'/'.join(parts[:3])}"),) if forge else ()
    return ((_TITLE, program.name), *source)


def dockerfile(program: Program, *, user: str = USER) -> str:
    """The text of its Dockerfile: from scratch, the program at /NAME, and nothing else."""
    name = program.name
    copied = json.dumps([name, f"/{name}"], ensure_ascii=False)
    lines = [
        "# written by slimgo build; edits are lost",
        "FROM scratch",
        *(f"LABEL {key}={json.dumps(value)}" for key, value in labels(program)),
        f"COPY {copied}",
    ]
    if isinstance(program.probe, Service):
        lines.append(f"EXPOSE {program.probe.port}")
    lines.append(f"USER {user}")
    lines.append(f"ENTRYPOINT {json.dumps([f'/{name}'], ensure_ascii=False)}")
    return "".join(f"{line}\n" for line in lines)
