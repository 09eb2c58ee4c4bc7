"""Exported images as each engine writes them, and how the tests read one."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable

from slimgo.values.image import ImageFacts

Members = dict[str, bytes]


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def tar_of(members: Members, *, format: int = tarfile.PAX_FORMAT) -> bytes:  # noqa: A002
    """A name that ends in `/` is a folder, one with ` -> ` a link."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=format) as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name.partition(" -> ")[0].rstrip("/"))
            entry.mode = 0o755
            if " -> " in name:
                entry.type, entry.linkname = tarfile.SYMTYPE, name.partition(" -> ")[2]
            elif name.endswith("/"):
                entry.type = tarfile.DIRTYPE
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return raw.getvalue()


LAYER = tar_of({"app.bin": b"program"})


def config_of(*layers: bytes, **more: object) -> bytes:
    diff_ids = [f"sha256:{sha256(layer)}" for layer in layers]
    document = {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": diff_ids}}
    return json.dumps({**document, **more}).encode()


def docker_2010(*layers: bytes, config: bytes = b"") -> Members:
    """As docker 20.10 saves: each layer in a folder with a name of no meaning."""
    config = config or config_of(*layers)
    names = [f"{number:064x}/layer.tar" for number in range(len(layers))]
    entry = {"Config": f"{sha256(config)}.json", "RepoTags": ["x:1"], "Layers": names}
    members = {f"{sha256(config)}.json": config, "manifest.json": json.dumps([entry]).encode()}
    return members | dict(zip(names, layers, strict=True))


def podman(layer: bytes) -> Members:
    """As podman saves a docker-archive: layers by digest, old names as links."""
    members = docker_2010(layer)
    del members[f"{0:064x}/layer.tar"]
    members[f"{sha256(layer)}.tar"] = layer
    members[f"{0:064x}/layer.tar -> ../{sha256(layer)}.tar"] = b""
    return members


def blob(members: Members, raw: bytes) -> dict[str, object]:
    members[f"blobs/sha256/{sha256(raw)}"] = raw
    return {"digest": f"sha256:{sha256(raw)}", "size": len(raw)}


def oci(*layers: bytes, diff_of: tuple[bytes, ...] = (), docker: bool = False) -> Members:
    members: Members = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}
    config = blob(members, config_of(*(diff_of or layers)))
    described = [blob(members, layer) for layer in layers]
    manifest = blob(members, json.dumps({"config": config, "layers": described}).encode())
    members["index.json"] = json.dumps({"manifests": [manifest]}).encode()
    if docker:
        entry = {
            "Config": "blobs/" + str(config["digest"]).replace(":", "/"),
            "RepoTags": None,
            "Layers": ["blobs/" + str(one["digest"]).replace(":", "/") for one in described],
        }
        members["manifest.json"] = json.dumps([entry]).encode()
    return members


Read = Callable[[Members | bytes], ImageFacts]
Why = Callable[[Members | bytes], str]
