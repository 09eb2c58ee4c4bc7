"""`build`: a Dockerfile and a context become an image in a tar."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.plan.dockerfile import image_plan
from slimgo.plan.modes import mode_note
from slimgo.plan.moment import epoch
from slimgo.plan.tag import Tag, parse_tag
from slimgo.run.engine.builtin.context import sources
from slimgo.run.engine.builtin.layout import write_layout
from slimgo.values.image import ImagePlan
from slimgo.values.target import Target

_FOLDER = Path("build")
# uname(2)'s machine -> GOARCH
_MACHINES = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv7l": "arm",
    "armv6l": "arm",
    "i686": "386",
    "ppc64le": "ppc64le",
    "riscv64": "riscv64",
    "s390x": "s390x",
}


def image_file(tag: Tag) -> Path:
    """Where an image with this tag is kept, from the current folder."""
    return _FOLDER / tag.file_name


def build(
    *,
    tag: str,
    context: Path,
    dockerfile: Path | None,
    build_args: Sequence[str],
    platform: str | None,
    out: Path | None,
    source_date_epoch: str,
) -> str:
    """Writes the image; returns what is to be said of it, then its config's digest and its tag.

    Raises BadInput, EngineFailed.
    """
    name = parse_tag(tag)
    dockerfile = dockerfile or context / "Dockerfile"
    own_ignore = Path(f"{dockerfile}.dockerignore")
    ignore_file = own_ignore if own_ignore.is_file() else context / ".dockerignore"
    plan = image_plan(_text(dockerfile), _build_args(build_args))
    digests = write_layout(
        plan,
        context=context,
        tag=tag,
        target=_target(platform) if platform is not None else machine(),
        out=out or image_file(name),
        created=epoch(source_date_epoch),
        ignore_file=ignore_file,
    )
    files = sources(plan.copies, context, ignore_file)
    return "\n".join((*_notes(plan, files), f"{digests.config} {name}"))


def _notes(plan: ImagePlan, files: Mapping[str, Path]) -> list[str]:
    modes = [
        (copy.source, files[copy.source].stat().st_mode)
        for copy in plan.copies
        if copy.mode is None
    ]
    return [note for source, mode in modes if (note := mode_note(source, mode))]


def machine() -> Target:
    """What this machine runs. Raises BadInput for one that Go has no name for."""
    name = os.uname().machine
    if name not in _MACHINES:
        raise BadInput(f"this machine is a {name}", cure="name a platform: --platform linux/amd64")
    return Target(goos="linux", goarch=_MACHINES[name])


def _target(platform: str) -> Target:
    goos, _, goarch = platform.partition("/")
    if goos != "linux" or goarch not in _MACHINES.values():
        raise BadInput(
            f"unsupported --platform {platform!r}",
            cure="choose one of: "
            + ", ".join(f"linux/{name}" for name in sorted(set(_MACHINES.values()))),
        )
    return Target(goos=goos, goarch=goarch)


def _build_args(words: Sequence[str]) -> Mapping[str, str]:
    pairs = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name or not equals:
            raise BadInput(
                f"--build-arg {word!r} is not NAME=VALUE", cure="write --build-arg NAME=VALUE"
            )
        pairs[name] = value
    return pairs


def _text(dockerfile: Path) -> str:
    try:
        return dockerfile.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{dockerfile} cannot be read", why=error.strerror or "") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{dockerfile} is not UTF-8", why=str(error)) from None
