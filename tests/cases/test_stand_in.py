"""A and B: what the built-in engine starts fares as under docker and podman.

Each level that this machine can do is tried; see slimgo.sandbox.level.
"""

from __future__ import annotations

import http.client
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from slimgo.checks.access import check_access
from slimgo.engines.builtin import Builtin
from slimgo.facts.probe import probe
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.oci.read import read_image
from slimgo.sandbox.best_level import all_levels, choose_level
from slimgo.sandbox.level import Level
from slimgo.values.probe import Service
from slimgo.values.question import Question
from slimgo.values.running import Running
from slimgo.values.start import Start
from slimgo.values.target import Target
from tests.faults.checkout import Checkout
from tests.programs.build import built_program
from tests.waiting import PATIENCE_SECONDS

GOARCH = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
LEVELS = {level.name: level for level in reversed(list(all_levels()))}
HIDES_FILES = ("bubblewrap", "chroot")


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest) -> Level:
    """Each level in turn."""
    if request.param == "chroot" and os.geteuid():
        pytest.skip("not run: only root may change its root")
    chosen = LEVELS[request.param]
    return choose_level(GOARCH, (chosen,)).level


@pytest.fixture(scope="session")
def sights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that tells what it sees."""
    return built_program("sights", tmp_path_factory.mktemp("sights"))


Starts = Callable[..., Running]


@pytest.fixture
def starts(tmp_path: Path, sights: Path, level: Level) -> Callable[[str], Running]:
    """starts(DOCKERFILE): the image's program, started on the level."""
    return lambda text, **how: _engine(tmp_path, sights, level, text).start(
        "x", Start(port=3000, **how)
    )


def _engine(folder: Path, program: Path, level: Level, text: str) -> Builtin:
    (folder / "build").mkdir(exist_ok=True)
    shutil.copy(program, folder / "app")
    (folder / "other").write_text("other")
    write_layout(
        image_plan(text, {}),
        context=folder,
        tag="x",
        target=Target(goos="linux", goarch=GOARCH),
        out=folder / "build/x.tar",
    )
    return Builtin(project=folder, level=level, goarch=GOARCH)


@contextmanager
def seen(running: Running) -> Iterator[dict[str, object]]:
    """What the program sees; it runs until the end of the block."""
    import json

    with running:
        connection = http.client.HTTPConnection("localhost", timeout=PATIENCE_SECONDS)
        connection.sock = running.connect(PATIENCE_SECONDS)
        try:
            connection.request("GET", "/")
            yield json.load(connection.getresponse())
        finally:
            connection.close()


def test_a1_a_program_of_root_alone_is_red_before_anything_starts(
    tmp_path: Path, sights: Path, case: Path, level: Level
) -> None:
    text = (case / "nonroot-0700.Dockerfile").read_text()
    engine = _engine(tmp_path, sights, level, text.replace("build/app.static.small.upx.bin", "app"))
    verdict = check_access(read_image(tmp_path / "build/x.tar"))[0]
    assert verdict.status == "fail"
    assert verdict.evidence == (
        "/app.bin is 0:0's with mode 0700, so user 65532:65532 may not execute it"
    )
    with engine.start("x", Start(port=3000)) as running:
        facts = probe(
            lambda: running, Service(port=3000, questions=(Question(path="/", answer=""),))
        )
    assert facts.exit is not None
    assert facts.exit.status != 0
    assert "ermission denied" in facts.words


def test_a1_invoke_says_so(checkout: Checkout, case: Path) -> None:
    shutil.copy(case / "nonroot-0700.Dockerfile", checkout.path / "Dockerfile")
    done = checkout.invoke("image", "--engine", "builtin")
    assert done.status == 1, done
    assert "✗ image: user 65532:65532 may run it ✗" in done.err
    assert "→ copy it with --chmod=0755" in done.err
    assert not (checkout.build / "slim-go-image.tar").exists()


@pytest.mark.parametrize("user", ["0", "65532", "65532:65532", "7"])
@pytest.mark.parametrize(
    ("flags", "reads"),
    [("--chmod=0600 --chown=7:8", "7"), ("--chmod=0640 --chown=1:65532", "65532:65532")],
)
@pytest.mark.parametrize("level", HIDES_FILES, indirect=True)
def test_a1_a_secret_opens_to_whom_it_would_in_a_container(
    starts: Starts, user: str, flags: str, reads: str
) -> None:
    text = (
        f"FROM scratch\nCOPY app /app\nCOPY {flags} other /key\nUSER {user}\n"
        'ENTRYPOINT ["/app", "/key"]'
    )
    with seen(starts(text)) as sight:
        may_read = "r" in str(sight["file /key"]).partition(" may ")[2]
    assert may_read == (user in {reads, "0"})


def test_a2_a_program_on_its_loopback_is_red_with_its_cure(checkout: Checkout) -> None:
    checkout.replace("app/app.go", 'Addr: ":3000"', 'Addr: "127.0.0.1:3000"')
    done = checkout.invoke("app")
    assert done.status == 1, done
    assert "port 3000 of its loopback only" in done.err
    assert "→ listen on every address" in done.err


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_a2_no_level_reaches_a_program_by_its_loopback(
    starts: Starts, level: Level, host: str
) -> None:
    text = f'FROM scratch\nCOPY app /app\nENTRYPOINT ["/app", "-on", "{host}"]'
    facts = probe(
        lambda: starts(text), Service(port=3000, questions=(Question(path="/", answer=""),))
    )
    (answer,) = facts.answers
    assert answer.status == 0
    if level.name == "bubblewrap" and host == "[::1]":  # as docker, whose network has no IPv6
        assert "cannot assign requested address" in facts.words
    elif level.name == "Landlock" and host == "localhost":  # /etc/hosts is out of its reach
        assert "lookup localhost" in facts.words
    else:
        assert answer.loopback_only, facts


def test_b1_home_is_there(starts: Starts) -> None:
    with seen(starts('FROM scratch\nCOPY app /app\nENTRYPOINT ["/app"]')) as sight:
        assert sight["home"] == "/"


def test_b1_the_images_home_wins(starts: Starts) -> None:
    text = 'FROM scratch\nCOPY app /app\nENV HOME=/srv\nENTRYPOINT ["/app"]'
    with seen(starts(text)) as sight:
        assert sight["home"] == "/srv"


@pytest.mark.parametrize("level", ["bubblewrap"], indirect=True)
@pytest.mark.parametrize("name", ["", "x" * 100, "not a name/"])
def test_b2_the_images_hostname_variable_is_no_host_name(starts: Starts, name: str) -> None:
    text = f'FROM scratch\nCOPY app /app\nENV HOSTNAME="{name}"\nENTRYPOINT ["/app"]'
    with seen(starts(text)) as sight:
        assert f"HOSTNAME={name}" in cast("list[str]", sight["environment"])
        assert sight["host name"] == "12 hexadecimal digits"


def test_b2_names_are_those_of_a_container(starts: Starts, level: Level) -> None:
    text = 'FROM scratch\nCOPY app /app\nENTRYPOINT ["/app", "-localhost"]'
    running = starts(text)
    if level.name not in HIDES_FILES:
        assert "names" in dict(running.not_shown)
        running.close()
        return
    with seen(running) as sight:
        assert sight["localhost"] == "127.0.0.1 ::1"
        alone = "ports beside the image's" in dict(running.not_shown)
        assert sight["listen on localhost"] == ("permission denied" if alone else "")
        assert sight["/etc/hostname"] == "true"
        assert sight["resolvers"] == "true"
        assert sight["its own name"] == "172.17.0.2"


def test_b3_what_a_program_writes_below_its_folder_is_told_and_gone(
    starts: Starts, level: Level
) -> None:
    text = 'FROM scratch\nCOPY app /app\nWORKDIR /srv\nENTRYPOINT ["/app", "-write", "/srv/x"]'
    running = starts(text)
    if level.name not in HIDES_FILES:
        assert "a writable root" in dict(running.not_shown)
        assert running.changes() is None
        running.close()
        return
    running.close()
    for _ in range(2):  # the second start finds nothing of the first
        with starts(text) as running, seen(running) as sight:
            assert sight["write /srv/x"] == ""
            changes = running.changes()
            assert changes is not None
            assert [(each.kind, each.path, each.size_bytes) for each in changes] == [
                ("added", "/srv/x", 7)
            ]
    assert not Path("/srv/x").exists()


@pytest.mark.parametrize("level", HIDES_FILES, indirect=True)
def test_b3_read_only_proves_that_it_needs_no_writing(starts: Starts) -> None:
    text = 'FROM scratch\nCOPY app /app\nWORKDIR /srv\nENTRYPOINT ["/app", "-write", "/srv/x"]'
    with seen(starts(text, read_only=True)) as sight:
        assert sight["write /srv/x"] in {"read-only file system", "permission denied"}


def test_b3_invoke_tells_what_was_written(checkout: Checkout) -> None:
    checkout.replace(
        "app/app.go",
        "func main() {",
        'func main() {\n\tos.WriteFile("note", []byte("12345"), 0o644)',
    )
    checkout.replace("app/app.go", '"os/signal"', '"os"\n\t"os/signal"')
    done = checkout.invoke("image", "--engine", "builtin")
    assert done.status == 0, done
    assert "needs no writing" in done.out
    assert "it added /note (5 B), which goes with its container" in " ".join(done.out.split())
