"""An image of which nothing is told, for tests that tell something of it."""

from __future__ import annotations

from slimgo.values.image import ImageConfig, ImageFacts

BLANK_IMAGE = ImageFacts(
    config_digest="sha256:0",
    manifest_digest="",
    layers=(),
    files=(),
    config=ImageConfig(),
    goos="linux",
    goarch="amd64",
    created="",
)
