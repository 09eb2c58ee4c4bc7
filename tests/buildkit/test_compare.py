"""The comparison itself: what is spoiled is seen, and only what is meant is let through."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from slimgo.values.image import ImageConfig, ImageFile
from tests.buildkit.compare import design_of, differences
from tests.buildkit.images import Entry, Image

FILE = ImageFile(path="/a", kind="file", mode=0o644, uid=1, gid=2, size_bytes=3, sha256="x")
FOLDER = replace(FILE, kind="directory", path="/d", mode=0o755)
ENTRY = Entry(kind="file", mode=0o644, uid=1, gid=2)
IMAGE = Image(
    files={"/a": FILE, "/d": FOLDER},
    layers=({"/a": ENTRY},),
    config=ImageConfig(working_dir="/srv"),
    created="",
    history=("COPY",),
    makes_layer=(True,),
)
SPOILED = {
    "a file is missing": replace(IMAGE, files={}),
    "another file is there": replace(IMAGE, files={**IMAGE.files, "/b": FILE}),
    "an owner": replace(IMAGE, files={**IMAGE.files, "/a": replace(FILE, uid=0)}),
    "a group": replace(IMAGE, files={**IMAGE.files, "/a": replace(FILE, gid=0)}),
    "a mode that is no matter of two": replace(
        IMAGE, files={**IMAGE.files, "/a": replace(FILE, mode=0o755)}
    ),
    "a content": replace(IMAGE, files={**IMAGE.files, "/a": replace(FILE, sha256="y")}),
    "a kind": replace(IMAGE, files={**IMAGE.files, "/a": replace(FILE, kind="symlink")}),
    "a layer is missing": replace(IMAGE, layers=()),
    "a layer's folder is missing": replace(IMAGE, layers=({"/a": ENTRY, "/f": ENTRY},)),
    "a layer's owner": replace(IMAGE, layers=({"/a": replace(ENTRY, uid=0)},)),
    "a working folder": replace(IMAGE, config=ImageConfig(working_dir="/srv/x")),
    "a folder's mode that keeps somebody out": replace(
        IMAGE, files={**IMAGE.files, "/d": replace(FOLDER, mode=0o744)}
    ),
    "a layer with something in it": replace(
        IMAGE, layers=(*IMAGE.layers, {"/b": ENTRY}), makes_layer=(True, True)
    ),
    "a line that makes no layer": replace(IMAGE, makes_layer=(False,)),
}


@pytest.mark.parametrize("theirs", SPOILED.values(), ids=SPOILED)
def test_what_is_spoiled_is_seen_and_is_not_by_design(theirs: Image) -> None:
    found = differences(IMAGE, theirs)
    assert [each for each in found if design_of(each) is None]


@pytest.mark.parametrize("name", [field.name for field in fields(ImageConfig)])
def test_every_field_of_the_config_is_compared(name: str) -> None:
    changed: dict[str, Any] = {name: "other"}
    config = replace(IMAGE.config, **changed)
    [found] = differences(IMAGE, replace(IMAGE, config=config))
    assert (found.what, design_of(found)) == (name, None)


def test_equal_images_have_no_difference() -> None:
    assert differences(IMAGE, IMAGE) == []


def test_what_is_meant_is_named() -> None:
    theirs = replace(
        IMAGE,
        files={**IMAGE.files, "/a": replace(FILE, mode=0o600)},
        config=ImageConfig(working_dir="/srv/"),
        created="now",
        history=("COPY # buildkit",),
    )
    names = {row.name for found in differences(IMAGE, theirs) if (row := design_of(found))}
    assert names == {"two modes", "spelling of WORKDIR", "created", "words of the history"}
