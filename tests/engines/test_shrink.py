"""An image that docker or podman keeps, shrunk: tests/doors/test_shrink.py shows what is kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.engines.container_engine import ContainerEngine
from slimgo.oci.read import read_image
from slimgo.values.image import ImageConfig
from tests.doors.images import Layer
from tests.engines.typed import slimgo

PAGES = Path(__file__).parents[1] / "programs/pages"
BASE, THEIRS, SLIM = "slimgo-test-base", "slimgo-test:theirs", "slimgo-test:theirs-slim"
DOCKERFILE = f"""
FROM {BASE}
WORKDIR /srv/pages
COPY server /srv/pages/server
COPY pages /srv/pages/pages
COPY conf /etc/pages.conf
ENV GREETING="a b"
USER web
EXPOSE 8080
VOLUME /data
STOPSIGNAL SIGTERM
LABEL maintainer=somebody
HEALTHCHECK --interval=45s CMD ["/srv/pages/server", "child"]
ENTRYPOINT ["/srv/pages/server"]
CMD ["--verbose"]
"""


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """What a Dockerfile of other people is built from."""
    made = tmp_path / "theirs"
    (made / "pages").mkdir(parents=True)
    for name in ("one", "two"):
        (made / f"pages/{name}.html").write_text(name)
    (made / "conf").write_text("hello\n")
    (made / "Dockerfile").write_text(DOCKERFILE)
    subprocess.run(
        ["go", "build", "-o", str(made / "server"), "."],
        cwd=PAGES,
        env={**os.environ, "CGO_ENABLED": "0"},
        check=True,
    )
    return made


def config(engine: ContainerEngine, image: str, folder: Path) -> ImageConfig:
    """As its export says it."""
    found = read_image(engine.archive(image, folder)).config
    # podman's builder signs what it builds
    theirs = tuple(pair for pair in found.labels if "buildah" not in pair[0])
    return replace(found, labels=theirs)


def test_it_is_found_by_its_name_and_stays_as_it_is(
    engine: ContainerEngine, context: Path, tmp_path: Path
) -> None:
    layer = Layer().file("etc/passwd", b"root:x:0:0::/:\nweb:x:1000:1000::/:\n").folder("tmp")
    layer.file("usr/bin/sh", b"a shell" * 1000, mode=0o755).link("bin", "usr/bin")
    layer.file("usr/share/child.txt", b"the child's\n")
    (tmp_path / "base.tar").write_bytes(layer.bytes())
    where = engine.client.surroundings
    formats = ("--format", "docker") if engine.name == "podman" else ()
    engine.client.call("import", str(tmp_path / "base.tar"), BASE)
    engine.client.call("build", *formats, "-t", THEIRS, str(context))
    shutil.rmtree(context)
    before = engine.identity(THEIRS)
    ask = ("--port", "8080", "--ask", "/page/one=hello: one")
    words = ("shrink", THEIRS, *ask, "--engine", engine.name, "--format", "json")
    here = tmp_path / "here"
    here.mkdir()
    done = slimgo(here, where, *words)
    assert done.status == 0, done.err
    result = json.loads(done.out)
    verdicts = {each["check"]: each for step in result["steps"] for each in step["verdicts"]}
    assert verdicts["answers as before"]["status"] == "pass"
    assert [each["path"] for each in result["shrunk"]["kept"] if each["size_bytes"]] == [
        "/etc/pages.conf",
        "/etc/passwd",
        "/srv/pages/pages/one.html",
    ]
    made = config(engine, SLIM, here)
    assert made == config(engine, THEIRS, here)
    assert made.health_check
    assert made.health_check.interval_ns == 45 * 10**9
    assert engine.identity(THEIRS) == before
    dry = slimgo(here, where, "shrink", THEIRS, *ask, "--engine", engine.name, "--dry")
    assert f"{engine.name} save {THEIRS} -o build/server.original.tar" in dry.out
    for tag in (SLIM, THEIRS, BASE):
        engine.client.call("rmi", "-f", tag)
