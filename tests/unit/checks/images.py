"""Images of a few files, as an exported tar says them."""

from __future__ import annotations

from slimgo.values.image import ImageConfig, ImageFacts, ImageFile


def file(
    path: str, mode: int = 0o755, uid: int = 0, gid: int = 0, *, kind: str = "file", link: str = ""
) -> ImageFile:
    return ImageFile(
        path=path, kind=kind, mode=mode, uid=uid, gid=gid, size_bytes=1, sha256="", link=link
    )


def folder(path: str, mode: int = 0o755, uid: int = 0, gid: int = 0) -> ImageFile:
    return file(path, mode, uid, gid, kind="directory")


def image(*files: ImageFile, user: str = "65532:65532", **config: object) -> ImageFacts:
    usual = {"entrypoint": ("./app",), "user": user}
    return ImageFacts(
        config_digest="",
        manifest_digest="",
        layers=(),
        files=files,
        config=ImageConfig(**{**usual, **config}),  # type: ignore[arg-type]
        goos="linux",
        goarch="amd64",
        created="",
    )
