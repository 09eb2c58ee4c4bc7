"""The built-in engine as a person calls it: real binaries, real processes, real HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from slimgo.oci.build import machine
from slimgo.oci.read import read_image
from slimgo.plan.environment import environment
from slimgo.plan.smallest import STATUS, trial_program
from slimgo.run.process import Completed, Surroundings, run
from slimgo.values.command import Command
from tests.waiting import PATIENCE_SECONDS

PROJECT = Path(__file__).parents[3]
_STOP_SECONDS = 10
"""How long `run` gives a program to end, as docker does; a busy machine takes more."""

DOCKERFILE = (
    'FROM scratch\nARG FAULT=none\nENV FAULT=${FAULT}\nCOPY [ "app.bin", "app.bin" ]\n'
    "EXPOSE 3000\nUSER 65532\n"
)


@pytest.fixture(scope="session")
def greeter(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The compiled test service; its argument names a fault."""
    binary = tmp_path_factory.mktemp("greeter") / "greeter"
    surroundings = Surroundings(
        directory=PROJECT,
        environment=environment(os.environ, target=machine()) | {"CGO_ENABLED": "0"},
        programs={"go": Path(sysconfig.get_path("purelib"), "go/bin/go")},
    )
    flags = ("-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", str(binary))
    run(Command(argv=("go", "build", *flags, "tests/programs/greeter/main.go")), surroundings)
    return binary.read_bytes()


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A project in a folder whose name needs quoting, with the smallest program there is."""
    folder = tmp_path / "it's a “context”"
    folder.mkdir()
    put(folder, trial_program(machine().goarch))
    return folder


def put(context: Path, program: bytes, fault: str = "none") -> None:
    context.joinpath("app.bin").write_bytes(program)
    context.joinpath("app.bin").chmod(0o755)
    entry = f'ENTRYPOINT [ "./app.bin", "{fault}" ]\n'
    context.joinpath("Dockerfile").write_text(DOCKERFILE + entry)


def oci(context: Path, *words: str, check: bool = True, **more: str) -> Completed:
    surroundings = Surroundings(
        directory=context,
        environment={**os.environ, "PYTHONPATH": str(PROJECT), **more},
        programs={"python": Path(sys.executable)},
    )
    command = Command(argv=("python", "-m", "slimgo.oci", *words))
    return run(command, surroundings, check=check, timeout_seconds=PATIENCE_SECONDS)


def test_what_is_built_is_read_back_and_described(context: Path) -> None:
    built = oci(context, "build", "-t", "small", "--build-arg", "FAULT=x", ".").stdout
    size = len(trial_program(machine().goarch))
    digest = oci(context, "inspect", "--format={{.Id}}", "small").stdout
    assert built == f"{digest.strip()} small:latest\n"
    assert oci(context, "inspect", "--format", "{{.Size}}", "small").stdout == f"{size}\n"
    (said,) = json.loads(oci(context, "inspect", "build/small.tar").stdout)
    assert said["RepoTags"] == ["small:latest"]
    assert said["Config"]["Entrypoint"] == ["./app.bin", "none"]
    assert "FAULT=x" in said["Config"]["Env"]
    assert said["Size"] == size
    facts = read_image(context / "build/small.tar")
    assert [file.path for file in facts.files] == ["/app.bin"]
    assert facts.goarch == machine().goarch


def test_flags_name_another_file_dockerfile_platform_and_time(context: Path) -> None:
    context.joinpath("Dockerfile").rename(context / "Other")
    context.joinpath("Other.dockerignore").write_text("*\n!app.*\n")
    words = ("build", "-t", "r.example/x:1", "-f", "Other", "--platform", "linux/arm64")
    oci(context, *words, "-o", "o.tar", ".", SOURCE_DATE_EPOCH="86400")
    facts = read_image(context / "o.tar")
    assert (facts.goarch, facts.created) == ("arm64", "1970-01-02T00:00:00Z")
    assert facts.tags == ("r.example/x:1",)
    assert not context.joinpath("build").exists()


def test_two_builds_in_two_places_make_the_same_bytes(context: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    put(other, trial_program(machine().goarch))
    oci(context, "build", "-t", "x", ".")
    oci(tmp_path, "build", "-t", "x", "elsewhere")
    assert (
        context.joinpath("build/x.tar").read_bytes()
        == tmp_path.joinpath("build/x.tar").read_bytes()
    )


def test_gnu_tar_and_pythons_own_read_the_same_entries(context: Path) -> None:
    oci(context, "build", "-t", "x", ".")
    with tarfile.open(context / "build/x.tar") as tar:
        names = tar.getnames()
    surroundings = Surroundings(
        directory=context, environment={}, programs={"tar": Path("/bin/tar")}
    )
    listed = run(Command(argv=("tar", "tf", "build/x.tar")), surroundings).stdout.split()
    assert listed == names
    assert names[0] == "oci-layout"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build", "-t", "A", "."), "no image tag"),
        (("build", "-t", "x", "gone"), "gone/Dockerfile cannot be read"),
        (("build", "-t", "x", "-f", "app.bin", "."), "is not UTF-8"),
        (("build", "-t", "x", "--build-arg", "FAULT", "."), "is not NAME=VALUE"),
        (("build", "-t", "x", "--build-arg", "NONE=1", "."), "declares no such ARG"),
        (("build", "-t", "x", "--platform", "windows/amd64", "."), "unsupported --platform"),
        (("build", "-t", "x", "-o", "app.bin/x", "."), "app.bin/x cannot be written"),
        (("build", "."), "-t/--tag"),
        (("inspect", "none"), "there is no image none:latest"),
        (("inspect", "app.tar"), "no such file"),
        (("inspect", "--format={{.Os}}", "none"), "'{{.Os}}' is not known here"),
        (("run", "-p", "3000:3000", "none"), "is not 127.0.0.1:PORT:PORT"),
        (("run", "-p", "0.0.0.0:3000:3000", "none"), "is not 127.0.0.1:PORT:PORT"),
        (("run", "-p", "127.0.0.1:3000:0", "none"), "is not 127.0.0.1:PORT:PORT"),
        (("run", "-p", "127.0.0.1:3000:3000", "none"), "there is no image"),
        (("fly",), "invalid choice"),
        ((), "COMMAND"),
    ],
)
def test_a_mistake_is_one_clear_message_and_leaves_nothing(
    context: Path, words: tuple[str, ...], said: str
) -> None:
    before = sorted(context.rglob("*"))
    failed = oci(context, *words, check=False)
    assert failed.status == 1
    assert said in failed.stderr
    assert failed.stderr.startswith("✗ ")
    assert len(failed.stderr.splitlines()) <= 2
    assert failed.stdout == ""
    assert sorted(context.rglob("*")) == before


def test_a_bad_time_is_refused(context: Path) -> None:
    failed = oci(context, "build", "-t", "x", ".", check=False, SOURCE_DATE_EPOCH="soon")
    assert failed.status == 1
    assert "SOURCE_DATE_EPOCH='soon'" in failed.stderr


def test_a_folder_that_is_read_only_is_one_line(context: Path) -> None:
    # /proc takes no files from anyone, root included
    failed = oci(context, "build", "-t", "x", "-o", "/proc/x.tar", ".", check=False)
    assert failed.status == 1
    assert "/proc/x.tar cannot be written" in failed.stderr


@contextmanager
def running(context: Path, *before: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`run` in a session of its own, with what it leaves in the temp folder to be looked at.

    before: words before its command.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    temporary = context / "tmp"
    temporary.mkdir(exist_ok=True)
    with subprocess.Popen(
        (*before, sys.executable, "-m", "slimgo.oci", "run", "-p", f"127.0.0.1:{port}:3000", "x"),
        cwd=context,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            yield process, port
        finally:
            process.kill()


def answer(process: subprocess.Popen[bytes], port: int) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", "/?name=Ahmed")
            return connection.getresponse().read().decode()
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    pytest.fail(f"no answer: {process.stderr.read() if process.stderr else ''!r}")


def test_the_programs_exit_status_is_runs_own(context: Path) -> None:
    oci(context, "build", "-t", "x", ".")
    with running(context) as (process, _):
        assert process.wait(PATIENCE_SECONDS) == STATUS
    assert not list(context.joinpath("tmp").iterdir())


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_served_image_answers_and_a_signal_ends_it_leaving_nothing(
    context: Path, greeter: bytes, number: signal.Signals, status: int
) -> None:
    put(context, greeter)
    oci(context, "build", "-t", "x", ".")
    with running(context) as (process, port):
        assert answer(process, port) == "Hello Ahmed"
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == status
        assert process.stdout
        assert b"at your service" in process.stdout.read()
    assert not list(context.joinpath("tmp").iterdir())
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_nobody_but_its_user_comes_to_the_images_files_while_it_runs(
    context: Path, greeter: bytes
) -> None:
    """What it makes setuid there must give nobody else on this machine its power."""
    put(context, greeter)
    oci(context, "build", "-t", "x", ".")
    with running(context) as (process, port):
        answer(process, port)
        (box,) = context.glob("tmp/**/box")
        assert box.stat().st_mode & 0o777 == 0o700
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


@pytest.mark.skipif(
    os.geteuid() != 0,
    reason="not run: who is not root has no other ids anyway, as in the tests above",
)
def test_root_of_a_namespace_that_maps_nobody_else_serves_too(
    context: Path, greeter: bytes
) -> None:
    """As in a rootless container: ids that are not mapped cannot be taken."""
    put(context, greeter)
    oci(context, "build", "-t", "x", ".")
    with running(context, "unshare", "--user", "--map-root-user") as (process, port):
        assert answer(process, port) == "Hello Ahmed"
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 143
    assert not list(context.joinpath("tmp").iterdir())


def test_a_program_that_ignores_sigterm_is_killed_after_a_patient_wait(
    context: Path, greeter: bytes
) -> None:
    put(context, greeter, "stubborn")
    oci(context, "build", "-t", "x", ".")
    with running(context) as (process, port):
        assert answer(process, port) == "Hello Ahmed"
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 143
        assert time.monotonic() - began >= _STOP_SECONDS
    assert not list(context.joinpath("tmp").iterdir())
