"""The same images under docker, podman and every level of our own engine: what the program sees.

What differs from docker is in attack/differences.py with its reason, and nothing else differs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from attack.differences import DIFFERENCES, Seen, compared
from attack.images import make_images
from attack.place import NOBODY, sights_as
from attack.sights import named, on_each_level, seen
from slimgo.engines.container_engine import ContainerEngine
from slimgo.run.host import host_goarch
from slimgo.values.start import Start
from tests.programs.build import built_program

Places = dict[str, dict[str, Seen]]


@pytest.fixture(scope="session")
def images() -> Iterator[Path]:
    """A folder that anyone may read, with the images as our engine keeps them."""
    goarch = host_goarch()
    with tempfile.TemporaryDirectory(prefix="slimgo-sights-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        make_images(built_program("sights", folder), folder, goarch)
        yield folder


@pytest.fixture(scope="session")
def places(
    images: Path,
    docker: ContainerEngine,
    podman: ContainerEngine,
    record: Callable[[dict[str, object]], None],
) -> Places:
    """Place -> image -> what its program saw there."""
    told: Places = {}
    with ThreadPoolExecutor() as threads:  # engines mostly wait
        engines = {each.name: threads.submit(_in_engine, each, images) for each in (docker, podman)}
        as_user = threads.submit(sights_as, NOBODY, images)
        told |= {f"{level} as root": each for level, each in on_each_level(images).items()}
        told |= {name: each.result() for name, each in engines.items()}
        told |= {f"{level} as a user": each for level, each in as_user.result().items()}
    record({"sights": told})
    return told


def _in_engine(engine: ContainerEngine, images: Path) -> dict[str, Seen]:
    told, unreachable = {}, named(images, "unreachable")
    for tar in sorted(images.glob("build/*.tar")):
        engine.client.call("load", "-i", str(tar))
        try:
            told[tar.stem] = seen(
                partial(engine.start, tar.stem, Start(port=3000)),
                reachable=tar.stem not in unreachable,
            )
        finally:
            engine.client.call("rmi", "-f", tar.stem)
    return told


def test_what_differs_from_docker_has_its_reason_and_nothing_else_differs(places: Places) -> None:
    assert set(places) == {
        *("docker", "podman"),
        *("bubblewrap as root", "chroot as root", "Landlock as root", "none as root"),
        *("bubblewrap as a user", "Landlock as a user", "none as a user"),
    }
    unexplained, _ = compared(places)
    assert not unexplained, "\n".join(unexplained)


def test_every_difference_in_the_table_is_still_there(places: Places) -> None:
    _, used = compared(places)
    stale = [each for each in DIFFERENCES if each not in used]
    assert not stale
