"""What is taken over from an image that exists: its config, and the program that it starts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from slimgo.checks.access import check_access, program_of
from slimgo.checks.binary import static
from slimgo.errors import BadInput, CheckFailed, Unreadable
from slimgo.facts.binary import read_binary
from slimgo.facts.marks import packer_of
from slimgo.oci.account import account
from slimgo.oci.dockerfile.shell import exec_form
from slimgo.oci.extract import extract
from slimgo.oci.image_paths import ImagePaths
from slimgo.plan.original import ORIGINAL
from slimgo.run.process import Surroundings
from slimgo.values.image import ImageConfig, ImageFacts
from slimgo.values.original import Original
from slimgo.values.program import ImageChoices, Program, Source
from slimgo.values.target import Target

_SHELLS = frozenset(("sh", "bash", "ash", "dash", "busybox", "ksh", "zsh"))


def config_of(
    facts: ImageFacts, typed: str, *, entrypoint: tuple[str, ...], health_check: bool
) -> ImageConfig:
    """The config that the smaller image is to have: the original's.

    entrypoint: in place of its own, and of its arguments; empty to keep them. health_check: whether
    it keeps its own. Raises BadInput for what an image from scratch cannot have.
    """
    config = facts.config
    if entrypoint:
        config = replace(config, entrypoint=entrypoint, cmd=())
    if not health_check:
        config = replace(config, health_check=None)
    check = config.health_check
    if check and check.test[0] == "CMD-SHELL":
        raise BadInput(
            f"the health check of {typed} needs a shell: {' '.join(check.test[1:])}",
            cure="leave it out: --no-health-check",
        )
    for what, value, pattern in _said(config):
        if not re.fullmatch(pattern, value):
            raise BadInput(
                f"{what} of {typed} is what no Dockerfile can say: {value!r}",
                cure="make the image without it",
            )
    return config


_NAME = r"[^\s=\"'\\$\x00-\x1f\x7f]+"
_ONE_LINE = r"[^\x00-\x1f\x7f\u2028\u2029]*"


def _said(config: ImageConfig) -> Iterator[tuple[str, str, str]]:
    """What it is, the value, and what it must be so that a Dockerfile's line says it and no more.
    Words of entrypoint, arguments, volumes and health check are written as JSON, which says all."""
    for name, value in config.labels:
        yield f"label {name!r}", name, _NAME
        yield f"label {name!r}", value, _ONE_LINE
    for pair in config.env:
        name, _, value = pair.partition("=")
        yield f"the variable {name!r}", name, _NAME
        yield f"the variable {name!r}", value, _ONE_LINE
    for port in config.exposed_ports:
        yield "a port", port, r"\d{1,5}/(tcp|udp|sctp)"
    if config.stop_signal:
        yield "the stop signal", config.stop_signal, r"[A-Za-z0-9+-]{1,20}"
    if config.user:
        yield "the user", config.user, r"[\w.$-]{1,64}(:[\w.$-]{1,64})?"
    yield "the working folder", config.working_dir, r"/" + _ONE_LINE


def in_a_folder(facts: ImageFacts, config: ImageConfig) -> ImageConfig:
    """The same, its working folder by where its links lead: a builder would make a folder in the
    place of the link."""
    real = ImagePaths(facts.files).resolved(config.working_dir)
    return replace(config, working_dir=real or config.working_dir)


def for_this_machine(facts: ImageFacts, typed: str, host: Target) -> None:
    """Raises BadInput for an image of another platform."""
    found = Target(goos=facts.goos, goarch=facts.goarch)
    if found != host:
        raise BadInput(
            f"{typed} is for {found}, and this machine is {host}",
            why="what its program opens can be seen only where it runs",
            cure=f"run it on {found}",
        )


def program_in(
    facts: ImageFacts, typed: str, tar: Path, folder: Path, surroundings: Surroundings
) -> tuple[str, Path]:
    """The path of the program that the image starts, links followed, and a copy of it in the
    folder. Raises CheckFailed for what is no static Go program."""
    found = program_of(facts)
    if found is None or found.kind != "file":
        (verdict, *_) = check_access(facts)
        raise CheckFailed(
            f"{typed} starts nothing", why=verdict.evidence, cure=verdict.cure
        ) from None
    copy = folder / posixpath.basename(found.path)
    folder.mkdir()
    extract(tar, found.path, copy)
    copy.chmod(0o755)
    starts = f"{typed} starts {found.path}"
    try:
        binary = read_binary(copy, surroundings)
    except Unreadable as error:
        raise CheckFailed(
            f"{starts}, which is no program (ELF)",
            why=_first_line(copy) or error.why,
            cure=_instead(facts.config),
        ) from None
    linked = static(binary)
    if binary.build_info is None and not binary.packed_by:
        raise CheckFailed(
            f"{starts}, which is no Go program",
            why="`go version -m` reads nothing in it",
            cure=_instead(facts.config),
        )
    if linked.status == "fail":
        raise CheckFailed(f"{starts}, which is not static", why=linked.evidence, cure=linked.cure)
    return found.path, copy


def _first_line(path: Path) -> str:
    """Of a script."""
    with path.open("rb") as file:
        line = file.readline(120)
    return line.decode("utf-8", "replace").strip() if line.startswith(b"#!") else ""


def _instead(config: ImageConfig) -> str:
    """What to type where a shell starts the program."""
    words = (*config.entrypoint, *config.cmd)
    if posixpath.basename(words[0]) in _SHELLS and len(words) > 2 and words[1] == "-c":  # noqa: PLR2004  sh -c LINE
        cure, _ = exec_form("", words[2])
        parts = re.findall(r'"((?:[^"\\]|\\.)*)"', cure)
        return f"name the program that it starts: --entrypoint '{' '.join(parts)}'"
    return "name the program that it starts: --entrypoint '/app/server --flag'"


def program_from(original: Original, base: Program, *, executable: Path) -> Program:
    """base: its name, tag, probes and folders. executable: a copy of it, to be looked at."""
    config = original.config
    words = (*config.entrypoint, *config.cmd)
    begins = len(config.entrypoint) or 1
    env = tuple((name, value) for name, _, value in (each.partition("=") for each in config.env))
    return replace(
        base,
        source=Source(
            folder=".",
            package="",
            executable=f"{base.out}/{base.name}{ORIGINAL}{original.program}",
            packed_by=packer_of(executable),
            image=original,
        ),
        image=ImageChoices(
            tags=base.image.tags,
            user=f"{original.account.uid}:{original.account.gid}",
            workdir=config.working_dir if config.working_dir != "/" else "",
            entrypoint=words[:begins],
            arguments=words[begins:],
            env=env,
            ports=config.exposed_ports,
            volumes=config.volumes,
        ),
    )


def original_of(facts: ImageFacts, typed: str, *, tar: str, program: str) -> Original:
    """facts: with the config that the smaller image is to have. tar: from the project's folder.

    Raises BadInput for a user that its files do not know."""
    return Original(
        name=typed,
        tar=tar,
        config_digest=facts.config_digest,
        config=facts.config,
        program=program,
        account=account(facts.config.user, passwd=facts.passwd, group=facts.group),
    )
