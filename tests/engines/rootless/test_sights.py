"""A user with subordinate ids gives an image's files their owners, as root does."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attack.images import IMAGES, make_images
from attack.sights import on_each_level
from slimgo.run.host import host_goarch
from tests.programs.build import built_program

Stranger = Any  # the class is the conftest's, which cannot be imported
PROJECT = Path(__file__).parents[3]
CHOSEN = ("owners", "modes", "modes as root", "a working folder of the user", "root's powers")
OF_USERS = ("file /own", "file /modes", "file /srv", "file /data", "uid", "gid", "home", "changes")
"""How the names of those fields begin that users and owners decide."""


@pytest.fixture
def images() -> Iterator[Path]:
    goarch = host_goarch()
    with tempfile.TemporaryDirectory(prefix="slimgo-sights-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        chosen = [image for image in IMAGES if image.name in CHOSEN]
        make_images(built_program("sights", folder), folder, goarch, chosen)
        yield folder


def test_a_user_with_subordinate_ids_shows_a_program_the_owners_that_root_shows(
    user: Stranger, images: Path
) -> None:
    done = user.run(sys.executable, "-m", "attack.sights", str(images), PYTHONPATH=str(PROJECT))
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)["bubblewrap"]
    ours = on_each_level(images)["bubblewrap"]
    assert len(theirs) == len(CHOSEN)
    for image, fields in ours.items():
        for field, value in fields.items():
            if field.startswith(OF_USERS):
                assert theirs[image][field] == value, (image, field)
