"""`build`: a Dockerfile and a context become an image in a tar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.oci.context import sources
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.modes import mode_note
from slimgo.oci.moment import epoch
from slimgo.oci.tag import Tag, parse_tag
from slimgo.plan.goarch import GOARCHS
from slimgo.run.host import host_goarch
from slimgo.values.image import ImagePlan
from slimgo.values.target import Target

_FOLDER = Path("build")


def image_file(tag: Tag) -> Path:
    """Where an image with this tag is kept, from the folder of the project."""
    return _FOLDER / tag.file_name


def build(
    *,
    tags: tuple[str, ...],
    context: Path,
    dockerfile: Path | None,
    build_args: Sequence[str],
    platform: str | None,
    out: Path | None,
    source_date_epoch: str,
    directory: Path,
) -> str:
    """Writes the image; returns what is to be said of it, then its config's digest and its tag.

    tags: its names, the first of which its file is called by. directory: absolute; where the other
    paths begin. Raises BadInput, EngineFailed.
    """
    name, *_ = (parse_tag(tag) for tag in tags)
    context = directory / context
    dockerfile = directory / dockerfile if dockerfile else context / "Dockerfile"
    own_ignore = Path(f"{dockerfile}.dockerignore")
    ignore_file = own_ignore if own_ignore.is_file() else context / ".dockerignore"
    plan = image_plan(_text(dockerfile), _build_args(build_args))
    digests = write_layout(
        plan,
        context=context,
        tag=tags[0],
        more=tags[1:],
        target=_target(platform) if platform is not None else machine(),
        out=directory / (out or image_file(name)),
        created=epoch(source_date_epoch),
        ignore_file=ignore_file,
    )
    files = sources(plan.sources, context, ignore_file)
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
    goarch = host_goarch()
    if goarch not in GOARCHS:
        raise BadInput(
            f"this machine is a {goarch}", cure="name a platform: --platform linux/amd64"
        )
    return Target(goos="linux", goarch=goarch)


def _target(platform: str) -> Target:
    goos, _, goarch = platform.partition("/")
    if goos != "linux" or goarch not in GOARCHS:
        raise BadInput(
            f"unsupported --platform {platform!r}",
            cure=f"choose one of: {', '.join(f'linux/{name}' for name in GOARCHS)}",
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
