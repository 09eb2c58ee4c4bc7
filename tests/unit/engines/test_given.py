"""How docker and podman are told what a program is given."""

from __future__ import annotations

import io
import tarfile
from contextlib import ExitStack
from pathlib import Path

from slimgo.engines.given import archive_of, mounts
from slimgo.engines.shared_network import SharedNetwork
from slimgo.engines.start_container import _flags
from slimgo.values.probe import Given, GivenFile
from slimgo.values.start import Start


def files(folder: Path) -> tuple[GivenFile, ...]:
    (folder / "a").write_text("A")
    (folder / "b").write_bytes(b"\0" * 600)
    (folder / "b").chmod(0o700)
    long = "/" + "ä/" * 60 + "b"
    return (
        GivenFile(path="/etc/a", source=str(folder / "a")),
        GivenFile(path=long, source=str(folder / "b")),
    )


def test_an_archive_holds_the_files_alone(tmp_path: Path) -> None:
    given = files(tmp_path)
    with tarfile.open(fileobj=io.BytesIO(archive_of(given))) as tar:
        found = [(each.name, each.mode, each.uid, each.size, each.isfile()) for each in tar]
        assert tar.extractfile("etc/a").read() == b"A"  # type: ignore[union-attr]
    assert found == [("etc/a", 0o644, 0, 1, True), (given[1].path[1:], 0o755, 0, 600, True)]


def test_a_mount_shows_a_copy(tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    (tmp_path / "a").write_text("A")
    given = (GivenFile(path='/a, "b"', source=str(tmp_path / "a")),)
    assert mounts(given, copies) == (
        "--mount",
        f'type=bind,src={copies}/0,"dst=/a, ""b""",readonly',
    )
    assert (copies / "0").read_text() == "A"
    assert (copies / "0").stat().st_mode & 0o777 == 0o644


def test_a_start_is_told_as_flags(tmp_path: Path) -> None:
    given = Given(env=(("A", "b=c d"), ("E", "")), stdin="x", files=files(tmp_path))
    with ExitStack() as left:
        assert _flags(Start(), None, left) == ()
        assert _flags(Start(port=80), None, left) == ("-p", "127.0.0.1::80")
        joined = SharedNetwork(name="waits", identifier="ab")
        assert _flags(Start(port=80), joined, left) == ("--network", "container:waits")
        assert _flags(Start(port=80, host_port=81, given=given), None, left) == (
            *("-e", "A=b=c d", "-e", "E=", "-i"),
            *("-p", "127.0.0.1:81:80"),
        )
        words = _flags(Start(given=given, read_only=True), None, left)
        assert [word for word in words if word.startswith("--")] == ["--mount", "--mount"]
        copy = Path(words[-1].partition("src=")[2].partition(",")[0])
        assert copy.read_bytes() == b"\0" * 600
    assert not copy.exists()
