"""Writes an image: an OCI image layout in one tar, with docker's manifest.json beside it.

Both, because docker before 25 loads nothing without manifest.json, and podman and containerd
prefer the layout. Formats: OCI image specification 1.1, moby's image specification 1.2.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from slimgo.errors import EngineFailed
from slimgo.oci.archive import write_archive
from slimgo.oci.compress import gzipped
from slimgo.oci.context import sources
from slimgo.oci.documents import HEALTH_CHECK_NUMBERS
from slimgo.oci.layer import Hashed, write_layer
from slimgo.oci.moment import rfc3339
from slimgo.oci.tag import Tag, parse_tag
from slimgo.oci.tar_writer import BLOCK, header, padding
from slimgo.values.image import Directory, HealthCheck, ImageConfig, ImageDigests, ImagePlan
from slimgo.values.target import Target

_MEDIA = "application/vnd.oci.image"
_Descriptor = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Layer:
    """A layer as it is written."""

    diff_id: str
    """The digest of the uncompressed tar."""
    descriptor: _Descriptor
    """Of the blob, which is compressed."""


def write_layout(
    plan: ImagePlan,
    *,
    context: Path,
    tag: str,
    target: Target,
    out: Path,
    created: int = 0,
    ignore_file: Path | None = None,
    more: tuple[str, ...] = (),
) -> ImageDigests:
    """Makes the image of a plan. Same plan, files, tags, target and created: same bytes.

    context: the folder that COPY copies from. out: the tar; appears whole or not at all. more: tags
    beside the first.
    created: seconds since 1970 for every time in it. ignore_file: in place of the context's
    .dockerignore. Raises BadInput, EngineFailed.
    """
    names = [parse_tag(each) for each in dict.fromkeys((tag, *more))]
    files = sources(plan.sources, context, ignore_file or context / ".dockerignore")
    stamp = rfc3339(created)
    with _whole_or_not_at_all(out) as tar:
        _add(tar, "oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
        layers = [
            _add_layer(tar, plan, files, layer, created) for layer in range(_layer_count(plan))
        ]
        config = _add_blob(tar, f"{_MEDIA}.config.v1+json", _config(plan, target, layers, stamp))
        manifest_type = f"{_MEDIA}.manifest.v1+json"
        manifest = _add_blob(
            tar,
            manifest_type,
            {
                "schemaVersion": 2,
                "mediaType": manifest_type,
                "config": config,
                "layers": [layer.descriptor for layer in layers],
            },
        )
        manifest["platform"] = {"architecture": target.goarch, "os": target.goos}
        index = {"schemaVersion": 2, "mediaType": f"{_MEDIA}.index.v1+json"}
        named = [{**manifest, "annotations": _annotations(name)} for name in names]
        _add(tar, "index.json", _json({**index, "manifests": named}))
        docker = {
            "Config": _path(config["digest"]),
            "Layers": [_path(layer.descriptor["digest"]) for layer in layers],
            "RepoTags": [str(name) for name in names],
        }
        _add(tar, "manifest.json", _json([docker]))
        tar.write(bytes(2 * BLOCK))
    return ImageDigests(
        config=config["digest"],
        manifest=manifest["digest"],
        layers=tuple(layer.diff_id for layer in layers),
    )


def _annotations(name: Tag) -> dict[str, str]:
    return {
        "io.containerd.image.name": name.full,
        # what skopeo, oras and regctl call the image by, beside the file's name
        "org.opencontainers.image.ref.name": name.version,
    }


def _folders_of(plan: ImagePlan, layer: int) -> list[Directory]:
    """Those that a layer makes, and those above what it holds: an engine that unpacks a layer
    by itself would make the missing ones anew, as root's."""
    held = [copy.target for copy in plan.copies if copy.layer == layer]
    if any(each.layer == layer for each in plan.added):
        return []  # a tar says itself what its folders are
    held += [folder.path for folder in plan.directories if folder.layer == layer]
    above = {str(parent) for path in held for parent in PurePosixPath(path).parents}
    return [folder for folder in plan.directories if folder.path in above or folder.layer == layer]


def _layer_count(plan: ImagePlan) -> int:
    layers = [copy.layer for copy in plan.copies]
    layers += [folder.layer for folder in plan.directories]
    return 1 + max(layers + [each.layer for each in plan.added])


@contextmanager
def _whole_or_not_at_all(out: Path) -> Iterator[BinaryIO]:
    """A file beside the wanted one, which takes its name at the end."""
    part = out.with_name(f".{out.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as file:
                yield file
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise EngineFailed(f"{out} cannot be written", why=error.strerror or "") from None


def _add_layer(
    tar: BinaryIO, plan: ImagePlan, files: Mapping[str, Path], layer: int, mtime: int
) -> _Layer:
    """Compressed, as a registry keeps it: whoever pushes the layout sends these very bytes."""
    with TemporaryFile() as plain:
        hashed = Hashed(plain)
        added = [each.source for each in plan.added if each.layer == layer]
        for source in added:
            write_archive(hashed, files[source], mtime=mtime)
        if not added:
            write_layer(
                hashed,
                [copy for copy in plan.copies if copy.layer == layer],
                _folders_of(plan, layer),
                files,
                mtime=mtime,
            )
        plain.flush()
        with mmap.mmap(plain.fileno(), 0, access=mmap.ACCESS_READ) as content:
            raw = gzipped(content)
    descriptor = _add_raw(tar, f"{_MEDIA}.layer.v1.tar+gzip", raw)
    return _Layer(diff_id=hashed.digest, descriptor=descriptor)


def _add_blob(tar: BinaryIO, media_type: str, document: Mapping[str, Any]) -> _Descriptor:
    return _add_raw(tar, media_type, _json(document))


def _add_raw(tar: BinaryIO, media_type: str, raw: bytes) -> _Descriptor:
    digest = "sha256:" + hashlib.sha256(raw).hexdigest()
    _add(tar, _path(digest), raw)
    return {"mediaType": media_type, "digest": digest, "size": len(raw)}


def _add(tar: BinaryIO, name: str, raw: bytes) -> None:
    tar.writelines((header(name, size_bytes=len(raw)), raw, padding(len(raw))))


def _path(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")


def _json(document: object) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _config(plan: ImagePlan, target: Target, layers: list[_Layer], stamp: str) -> dict[str, Any]:
    history: list[dict[str, Any]] = []
    for line in plan.history:
        empty = {} if line.layer is not None else {"empty_layer": True}
        history.append({"created": stamp, "created_by": line.text, **empty})
    return {
        "architecture": target.goarch,
        "os": target.goos,
        "created": stamp,
        "config": _run_config(plan.config),
        "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]},
        "history": history,
    }


def _run_config(config: ImageConfig) -> dict[str, Any]:
    """Without what the Dockerfile does not say."""
    fields = {
        "Entrypoint": list(config.entrypoint),
        "Cmd": list(config.cmd),
        "ExposedPorts": {port: {} for port in config.exposed_ports},
        "Env": list(config.env),
        "User": config.user,
        "WorkingDir": config.working_dir,
        "Labels": dict(config.labels),
        "StopSignal": config.stop_signal,
        "Volumes": {path: {} for path in config.volumes},
        "Healthcheck": _health_check(config.health_check),
    }
    return {name: value for name, value in fields.items() if value}


def _health_check(check: HealthCheck | None) -> dict[str, Any]:
    if check is None:
        return {}
    numbers = {name: getattr(check, ours) for ours, name in HEALTH_CHECK_NUMBERS.items()}
    return {"Test": list(check.test), **{name: each for name, each in numbers.items() if each}}
