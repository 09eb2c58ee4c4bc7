"""The documents of an exported image: docker's manifest.json, OCI's index, manifest and config."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slimgo.oci.blobs import Archive, named_digest
from slimgo.oci.tar_reader import Broken
from slimgo.run.host import host_goarch
from slimgo.values.image import HealthCheck, ImageConfig

HEALTH_CHECK_NUMBERS = {
    # moby's docker/image/spec/specs-go/v1/image.go
    "interval_ns": "Interval",
    "timeout_ns": "Timeout",
    "start_period_ns": "StartPeriod",
    "start_interval_ns": "StartInterval",
    "retries": "Retries",
}
"""A HealthCheck's numbers -> their names in docker's config."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class ImageDocuments:
    """What the tar says of its image."""

    config: ImageConfig
    config_digest: str
    manifest_digest: str
    layers: tuple[tuple[str, str], ...]
    """Members of the tar with their diff IDs, in order."""
    tags: tuple[str, ...]
    goos: str
    goarch: str
    created: str


def image_documents(archive: Archive) -> ImageDocuments:
    """Reads them, by manifest.json where there is one. Raises Broken."""
    if archive.holds("manifest.json"):
        return _from_docker(archive)
    return _from_index(archive)


def _from_docker(archive: Archive) -> ImageDocuments:
    """By manifest.json, as `docker load` goes; an index.json beside it must say the same."""
    images, _ = archive.document("manifest.json")
    if not isinstance(images, list) or len(images) != 1:
        raise Broken("manifest.json does not name exactly one image")
    entry = _mapping(images[0], "manifest.json")
    config_name = _text(entry.get("Config"), "manifest.json's Config")
    layers = _strings(entry.get("Layers"), "manifest.json's Layers")
    config, config_digest = archive.document(config_name, named_digest(config_name))
    manifest_digest = ""
    if archive.holds("index.json"):
        # an image with two tags is there twice, under one digest
        found = {
            digest: manifest
            for digest, manifest in _manifests(archive)
            if _descriptor(manifest.get("config")) == config_digest
        }
        if len(found) != 1:
            raise Broken("manifest.json and index.json name different images")
        manifest_digest, manifest = found.popitem()
        if _layer_names(manifest) != layers:
            raise Broken("manifest.json and index.json name different layers")
    return _image(
        _mapping(config, "the config"),
        config_digest,
        manifest_digest,
        layers,
        tags=_strings(entry.get("RepoTags"), "manifest.json's RepoTags"),
    )


def _from_index(archive: Archive) -> ImageDocuments:
    if not archive.holds("index.json"):
        raise Broken("it holds neither manifest.json nor index.json")
    found = dict(_manifests(archive))
    if len(found) > 1:
        found = _of_this_machine(archive, found) or found
    if len(found) != 1:
        raise Broken(f"index.json names {len(found)} images, not one")
    manifest_digest, manifest = found.popitem()
    digest = _descriptor(manifest.get("config"))
    config, _ = archive.document(blob(digest), digest)
    return _image(
        _mapping(config, "the config"), digest, manifest_digest, _layer_names(manifest), tags=()
    )


def _of_this_machine(
    archive: Archive, found: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Those of an index of several platforms that this machine runs."""
    wanted = ("linux", host_goarch())
    own = {}
    for digest, manifest in found.items():
        config = _descriptor(manifest.get("config"))
        document = _mapping(archive.document(blob(config), config)[0], "the config")
        if (document.get("os"), document.get("architecture")) == wanted:
            own[digest] = manifest
    return own


def _image(
    config: Mapping[str, Any],
    config_digest: str,
    manifest_digest: str,
    names: tuple[str, ...],
    *,
    tags: tuple[str, ...],
) -> ImageDocuments:
    rootfs = _mapping(config.get("rootfs"), "the config's rootfs")
    diff_ids = _strings(rootfs.get("diff_ids"), "the config's diff_ids")
    if len(diff_ids) != len(names):
        raise Broken(f"the config speaks of {len(diff_ids)} layers, the tar of {len(names)}")
    return ImageDocuments(
        config=_config(_mapping(config.get("config") or {}, "the config's config")),
        config_digest=config_digest,
        manifest_digest=manifest_digest,
        layers=tuple(zip(names, diff_ids, strict=True)),
        tags=tags,
        goos=_text(config.get("os"), "the config's os"),
        goarch=_text(config.get("architecture"), "the config's architecture"),
        created=_text(config.get("created") or "", "the config's creation time"),
    )


def _config(raw: Mapping[str, Any]) -> ImageConfig:
    ports = _mapping(raw.get("ExposedPorts") or {}, "ExposedPorts")
    labels = _mapping(raw.get("Labels") or {}, "Labels")
    return ImageConfig(
        entrypoint=_strings(raw.get("Entrypoint"), "Entrypoint"),
        cmd=_strings(raw.get("Cmd"), "Cmd"),
        exposed_ports=tuple(sorted(port if "/" in port else f"{port}/tcp" for port in ports)),
        env=_strings(raw.get("Env"), "Env"),
        user=_text(raw.get("User") or "", "User"),
        working_dir=_text(raw.get("WorkingDir") or "/", "WorkingDir"),
        labels=tuple(sorted((name, _text(value, "a label")) for name, value in labels.items())),
        stop_signal=_text(raw.get("StopSignal") or "", "StopSignal"),
        health_check=_health_check(raw.get("Healthcheck")),
        volumes=tuple(sorted(_mapping(raw.get("Volumes") or {}, "Volumes"))),
        of_builds=tuple(name for name in ("OnBuild", "Shell") if raw.get(name)),
    )


def _health_check(raw: object) -> HealthCheck | None:
    """Docker's field; an image without one, or with an empty one, has none."""
    said = _mapping(raw or {}, "Healthcheck")
    test = _strings(said.get("Test"), "Healthcheck's Test")
    if not test:
        return None
    return HealthCheck(
        test=test,
        **{ours: _number(said.get(name), name) for ours, name in HEALTH_CHECK_NUMBERS.items()},
    )


def _manifests(archive: Archive) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The image manifests that index.json leads to, through at most one more index."""
    outer, _ = archive.document("index.json")
    for digest in _descriptors(outer, "index.json"):
        document, _ = archive.document(blob(digest), digest)
        manifest = _mapping(document, "a manifest")
        if "manifests" not in manifest:
            yield digest, manifest
            continue
        for inner in _descriptors(manifest, "an index"):
            # an index may name platforms that were not exported
            if archive.holds(blob(inner)):
                document, _ = archive.document(blob(inner), inner)
                yield inner, _mapping(document, "a manifest")


def _descriptors(index: object, what: str) -> Iterator[str]:
    """Digests of what an index names, without BuildKit's attestations (platform unknown)."""
    entries = _mapping(index, what).get("manifests")
    if not isinstance(entries, list):
        raise Broken(f"{what} names no manifests")
    for entry in entries:
        platform = _mapping(entry, what).get("platform")
        if not (isinstance(platform, dict) and platform.get("architecture") == "unknown"):
            yield _descriptor(entry)


def _layer_names(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    layers = manifest.get("layers")
    if not isinstance(layers, list):
        raise Broken("the manifest names no layers")
    return tuple(blob(_descriptor(layer)) for layer in layers)


def _descriptor(value: object) -> str:
    digest = _text(_mapping(value, "a descriptor").get("digest"), "a digest")
    if not _DIGEST.fullmatch(digest):
        raise Broken(f"{digest!r} is no sha256 digest")
    return digest


def blob(digest: str) -> str:
    """Where an image layout keeps what has the digest."""
    return "blobs/" + digest.replace(":", "/")


def _mapping(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Broken(f"{what} is not an object")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise Broken(f"{what} is not text")
    return value


def _number(value: object, what: str) -> int:
    """Null counts as 0, as Go writes it."""
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Broken(f"{what} is no number")
    return value


def _strings(value: object, what: str) -> tuple[str, ...]:
    """A list of texts; null counts as an empty one, as Go writes it."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Broken(f"{what} is not a list")
    return tuple(_text(item, what) for item in value)
