"""What a smaller image is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.pipeline.image_tar import ImageTar
from slimgo.pipeline.shrink.named import slim_tag
from slimgo.pipeline.shrink.read import ImageRead
from slimgo.values.account import Account
from slimgo.values.image import ImageConfig
from slimgo.values.original import Original
from tests.unit.blank_image import BLANK_IMAGE

CONFIG = ImageConfig(entrypoint=("/a",))


def read(typed: str, *tags: str, argv: tuple[str, ...] = ()) -> ImageRead:
    facts = replace(BLANK_IMAGE, config=CONFIG, tags=tags)
    original = Original(
        name=typed, tar="", config_digest="", config=CONFIG, program="/a", account=Account()
    )
    tar = ImageTar(path=Path(typed), is_ours=bool(argv), argv=argv)
    return ImageRead(typed=typed, tar=tar, facts=facts, original=original, executable=Path("/none"))


@pytest.mark.parametrize(
    ("typed", "tags", "argv", "tag"),
    [
        ("server", ("other:1",), ("docker", "save", "server"), "server:slim"),
        ("server:1.2", (), ("docker", "save", "server:1.2"), "server:1.2-slim"),
        ("host:5000/a", (), ("podman", "save"), "host:5000/a:slim"),
        ("host:5000/a:latest", (), ("podman", "save"), "host:5000/a:slim"),
        ("x/y.tar", ("web:1", "web:2"), (), "web:1-slim"),
        ("x/My App.tar", (), (), "my-app:slim"),
        ("layout", (), ("tar", "-C", "layout"), "layout:slim"),
        ("layout", ("web:latest",), ("tar", "-C", "layout"), "web:slim"),
    ],
)
def test_its_tag_is_the_originals_with_slim_behind_it(
    typed: str, tags: tuple[str, ...], argv: tuple[str, ...], tag: str
) -> None:
    assert slim_tag(read(typed, *tags, argv=argv)) == tag
