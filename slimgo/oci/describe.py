"""`inspect`: what an image is, in the words of `docker image inspect`."""

from __future__ import annotations

import json
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.oci.build import image_file
from slimgo.oci.read import read_image
from slimgo.oci.tag import parse_tag
from slimgo.values.image import ImageFacts


def tar_of(image: str, directory: Path) -> Path:
    """The tar that a tag or a file name ending in `.tar` means. Raises BadInput."""
    if image.endswith(".tar"):
        return directory / image
    tag = parse_tag(image)
    tar = directory / image_file(tag)
    if not tar.is_file():
        raise BadInput(
            f"there is no image {tag}",
            why=f"{tar} is missing",
            cure=f"python -m slimgo.oci build -t {image} .",
        )
    return tar


def describe(image: str, *, form: str | None, directory: Path) -> str:
    """form: `{{.Size}}`, `{{.Id}}`, or None for all of it as JSON. Raises BadInput, Unreadable.

    Size is the bytes of the image's files, as docker with a graph driver counts.
    """
    if form not in {None, "{{.Size}}", "{{.Id}}"}:
        raise BadInput(f"--format {form!r} is not known here", cure="choose {{.Size}} or {{.Id}}")
    facts = read_image(tar_of(image, directory))
    if form == "{{.Size}}":
        return str(facts.disk_size_bytes)
    return facts.config_digest if form else json.dumps([_document(facts)], indent=4)


def _document(facts: ImageFacts) -> dict[str, object]:
    config = facts.config
    return {
        "Id": facts.config_digest,
        "RepoTags": list(facts.tags),
        "Created": facts.created,
        "Architecture": facts.goarch,
        "Os": facts.goos,
        "Config": {
            "User": config.user,
            "ExposedPorts": {port: {} for port in config.exposed_ports},
            "Env": list(config.env),
            "Cmd": list(config.cmd),
            "Entrypoint": list(config.entrypoint),
            "WorkingDir": config.working_dir,
            "Labels": dict(config.labels),
            "StopSignal": config.stop_signal,
        },
        "Size": facts.disk_size_bytes,
        "RootFS": {"Type": "layers", "Layers": list(facts.layers)},
    }
