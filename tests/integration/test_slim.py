"""The whole way with the real compiler, the real packers, real isolation and real HTTP."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.waiting import PATIENCE_SECONDS


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


ARTIFACTS = (
    "app.bin",
    "app.static.bin",
    "app.static.small.bin",
    "app.static.small.upx.bin",
    "app.static.small.gopack.bin",
    "slim-go-image.tar",
)


def digests(build: Path) -> dict[str, str]:
    return {name: sha256(build / name) for name in ARTIFACTS}


def packing_seconds(checkout) -> list[float]:
    result = json.loads((checkout.path / "build/slim.json").read_text())
    return [each["packing_seconds"] for each in result["comparison"]["contenders"]]


def test_slim_makes_and_checks_everything(finished) -> None:
    checkout, outcome = finished
    assert outcome.status == 0, outcome.err
    assert outcome.out.splitlines()[-1].endswith("invoke run --engine builtin")
    assert "✗" not in outcome.out
    result = json.loads((checkout.path / "build/slim.json").read_text())
    assert result["schema_version"] == 1
    steps = {step["name"]: step for step in result["steps"]}
    way = ["app", "static", "small", "pack", "image", "run", "inspect", "gopack"]
    assert list(steps) == way
    verdicts = {
        (name, verdict["check"]): verdict["status"]
        for name, step in steps.items()
        for verdict in step["verdicts"]
    }
    left = {check for (_, check), status in verdicts.items() if status != "pass"}
    assert left <= ({"becoming another user"} if os.geteuid() else set())  # as who has no other ids
    for name in ("app", "static", "small", "pack", "run", "gopack"):
        assert verdicts[name, "runs"] == "pass"
    assert verdicts["gopack", "same build info"] == "pass"
    image = steps["image"]["image"]
    assert [(file["path"], file["mode"]) for file in image["files"]] == [("/app.bin", 0o755)]
    assert image["config"]["entrypoint"] == ["./app.bin"]
    assert image["config"]["exposed_ports"] == ["3000/tcp"]
    assert steps["image"]["artifact"]["size_bytes"] == steps["pack"]["artifact"]["size_bytes"]
    for name in ("pack", "gopack"):
        assert verdicts[name, "starts everywhere"] == "pass"
        assert steps[name]["measurements"] == []  # the comparison has them, and nothing else


def test_the_packers_stand_side_by_side_on_the_terminal_and_in_the_result(finished) -> None:
    checkout, outcome = finished
    result = json.loads((checkout.path / "build/slim.json").read_text())
    plain, upx, gopack = result["comparison"]["contenders"]
    assert [each["name"] for each in (plain, upx, gopack)] == ["unpacked", "upx -9", "gopack"]
    assert gopack["size_bytes"] < upx["size_bytes"] < plain["size_bytes"]
    assert gopack["pull_bytes"] < upx["pull_bytes"] < plain["pull_bytes"]
    assert (plain["build_info"], upx["build_info"], gopack["build_info"]) == (True, False, True)
    assert plain["packing_seconds"] == 0 < min(upx["packing_seconds"], gopack["packing_seconds"])
    for each in (plain, upx, gopack):
        assert [taken["what"] for taken in each["measurements"]] == [
            "start",
            "private memory",
            "peak resident size",
        ]
        assert all(len(taken["samples"]) == 15 for taken in each["measurements"])
    assert f"{gopack['size_bytes']:,} B" in outcome.out
    assert "gopack costs " in outcome.out


def test_gopack_in_the_image_instead_is_one_flag(built) -> None:
    checkout = built()
    packed = (checkout.path / "build/app.static.small.gopack.bin").stat().st_size
    outcome = checkout.slim("--with", "gopack")
    assert outcome.status == 0, outcome.err
    result = json.loads((checkout.path / "build/slim.json").read_text())
    assert "upx" not in dict(result["versions"])
    assert outcome.out.splitlines()[-1].endswith("invoke run --engine builtin --with gopack")
    assert result["comparison"] is None
    steps = {step["name"]: step for step in result["steps"]}
    assert list(steps) == ["app", "static", "small", "pack", "image", "run", "inspect"]
    assert steps["image"]["image"]["files"][0]["size_bytes"] == packed
    assert "--build-arg BIN=build/app.static.small.gopack.bin" in steps["image"]["command"]


def test_nothing_half_made_is_left(finished) -> None:
    checkout, _ = finished
    assert sorted(path.name for path in (checkout.path / "build").iterdir()) == sorted(
        [*ARTIFACTS, "slim.json", ".slimgo"]
    )
    assert not list(checkout.path.glob("build/.slimgo/parts/*"))


def test_a_second_run_does_nothing_and_says_so(built) -> None:
    checkout = built()
    before = digests(checkout.path / "build")
    outcome = checkout.slim()
    assert outcome.status == 0
    assert outcome.out.count("up to date") == 8
    commands = outcome.out.split("$ ")[1:]
    assert len(commands) == 7  # a run shows what it was asked instead
    assert all("up to date" in each for each in commands)
    assert not re.search(r"in [\d.]+ m?s\n", outcome.out)
    assert digests(checkout.path / "build") == before


def test_recheck_takes_every_verdict_again(built) -> None:
    checkout = built()
    before = packing_seconds(checkout)
    program = checkout.path / "build/app.bin"
    made = program.stat()
    outcome = checkout.slim("--recheck")
    assert outcome.status == 0, outcome.err
    assert "up to date" not in outcome.out
    left = program.stat()
    assert (left.st_ino, left.st_mtime_ns) == (made.st_ino, made.st_mtime_ns), "built again"
    assert packing_seconds(checkout) == before, "nothing was packed, so no other time is known"


def test_a_changed_artifact_is_noticed_and_made_again(built) -> None:
    checkout = built()
    wanted = digests(checkout.path / "build")
    with (checkout.path / "build/app.static.small.bin").open("r+b") as file:
        file.seek(5000)
        file.write(b"spoiled")
    outcome = checkout.slim()
    assert outcome.status == 0, outcome.err
    assert "app.static.small.bin app.go" in outcome.out
    assert digests(checkout.path / "build") == wanted


def test_the_script_makes_the_same_bytes_at_another_path_and_commit(built, tmp_path) -> None:
    checkout = built()
    outcome = checkout.invoke("--dry", "slim", "--engine", "builtin")
    assert outcome.status == 0, outcome.err
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(checkout.path, elsewhere, ignore=shutil.ignore_patterns("build"))
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "another commit"),
    ):
        subprocess.run(["git", *words], cwd=elsewhere, check=True)
    (tmp_path / "script").write_text(outcome.out)
    subprocess.run(
        ["sh", "-eu", str(tmp_path / "script")],
        cwd=elsewhere,
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert digests(elsewhere / "build") == digests(checkout.path / "build")


def test_what_is_set_around_us_changes_nothing(built, tmp_path) -> None:
    checkout = built()
    wanted = digests(checkout.path / "build")
    shutil.rmtree(checkout.path / "build")
    persisted = tmp_path / "goenv"
    persisted.write_text("CGO_ENABLED=1\nGOFLAGS=-tags=persisted\nGOAMD64=v3\n")
    (tmp_path / "go.work").write_text("go 1.25\n\nuse ./nowhere\n")
    outcome = checkout.slim(
        CGO_ENABLED="1",
        CGO_CFLAGS="-O0",
        GOFLAGS="-race",
        GOOS="darwin",
        GOARCH="arm64",
        GOAMD64="v3",
        GO386="softfloat",
        GOARM64="v9.0",
        GOEXPERIMENT="nosuch",
        GODEBUG="http2client=0",
        GOENV=str(persisted),
        CC="/nonexistent",
        UPX="-1",
        DOCKER_DEFAULT_PLATFORM="linux/s390x",
    )
    assert outcome.status == 0, outcome.err
    assert digests(checkout.path / "build") == wanted


def test_json_goes_where_it_is_wanted(built, tmp_path) -> None:
    checkout = built()
    assert checkout.slim("--json", str(tmp_path / "out.json")).status == 0
    assert json.loads((tmp_path / "out.json").read_text())["steps"][-1]["name"] == "gopack"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("sizes",), "ls -lh build/app.bin"),
        (("symbols",), "no symbols"),
        (("inspect", "--engine", "builtin"), "the bytes of the image's files"),
        (("clean",), "rm -rf build"),
    ],
)
def test_the_other_tasks_of_the_article_work(built, words: tuple[str, ...], line: str) -> None:
    outcome = built().invoke(*words)
    assert outcome.status == 0, outcome.err
    assert line in outcome.out


def test_clean_leaves_no_artifact_and_the_next_run_makes_all(built) -> None:
    checkout = built()
    assert checkout.invoke("clean").status == 0
    assert [path.name for path in (checkout.path / "build").iterdir()] == [".slimgo"]
    assert checkout.invoke("app").status == 0
    assert (checkout.path / "build/app.bin").is_file()


def test_another_level_packs_again_and_back(built) -> None:
    checkout = built()
    packed = checkout.path / "build/app.static.small.upx.bin"
    size = packed.stat().st_size
    outcome = checkout.invoke("pack", "--level", "1")
    assert outcome.status == 0, outcome.err
    assert "upx -1 " in outcome.out
    assert packed.stat().st_size > size


def test_packing_with_gopack_is_one_command_and_its_best_is_smaller(built) -> None:
    checkout = built()
    packed = checkout.path / "build/app.static.small.gopack.bin"
    size = packed.stat().st_size
    outcome = checkout.invoke("pack", "--with", "gopack", "--best")
    assert outcome.status == 0, outcome.err
    assert "$ python -m slimgo.gopack pack --best -o build/app.static.small" in outcome.out
    assert "same build info ✓" in outcome.out
    assert packed.stat().st_size < size


def test_what_gopack_refuses_is_told_in_its_own_words(built) -> None:
    checkout = built()
    gopack = (sys.executable, "-m", "slimgo.gopack", "pack", "-o", "again.bin")
    again = subprocess.run(
        [*gopack, "build/app.static.small.gopack.bin"],
        cwd=checkout.path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert "packed already" in again.stderr
    assert not (checkout.path / "again.bin").exists()


def test_run_serves_until_ctrl_c_and_leaves_nothing(built) -> None:
    checkout = built()
    port = "3917"
    with checkout.start("run", "--engine", "builtin", "--port", port) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            for line in process.stdout:
                if line.startswith("http://127.0.0.1"):
                    break
            asked = checkout.invoke("ask", "--port", port)
            assert asked.out.splitlines()[-1] == "Hello Ahmed"
            taken = checkout.invoke("run", "--engine", "builtin", "--port", port)
            assert taken.status == 1
            assert taken.err.startswith("✗ port 3917 of 127.0.0.1 cannot be used")
            process.send_signal(signal.SIGINT)
            rest, err = process.stdout.read(), process.stderr.read()
            process.wait(timeout=PATIENCE_SECONDS)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "ended on SIGTERM" in rest
    assert err == "stopped\n"
    assert checkout.invoke("ask", "--port", port).status == 1


def test_two_runs_at_once_wait_for_each_other(checkout) -> None:
    with checkout.start("pack") as first:
        assert first.stdout is not None
        lines = []
        for line in first.stdout:
            lines.append(line)
            if "$ upx" in line:
                break
        second = checkout.invoke("pack")
        said = "".join((*lines, *first.stdout))
    assert (first.returncode, second.status) == (0, 0), said + second.err
    assert "another run" in second.out
    assert "up to date" not in said.partition("upx -9")[2]
    # the second shows the same command, and that it need not run
    assert "up to date" in second.out.partition("upx -9")[2]


def test_source_date_epoch_dates_the_image_and_nothing_else(built) -> None:
    checkout = built()
    before = digests(checkout.path / "build")
    outcome = checkout.slim(SOURCE_DATE_EPOCH="1000")
    assert outcome.status == 0, outcome.err
    result = json.loads((checkout.path / "build/slim.json").read_text())
    image = next(step["image"] for step in result["steps"] if step["name"] == "image")
    assert image["created"] == "1970-01-01T00:16:40Z"
    after = digests(checkout.path / "build")
    assert {name for name in before if before[name] != after[name]} == {"slim-go-image.tar"}


@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_gets_a_moving_line_and_colour_unless_refused(built, *, no_color: bool) -> None:
    checkout = built()
    env = {"NO_COLOR": "1"} if no_color else {}
    primary, secondary = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "invoke", "app", "--recheck"],
        cwd=checkout.path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm"}
        | {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        | env,
        stdin=subprocess.DEVNULL,
        stdout=secondary,
        stderr=secondary,
    )
    os.close(secondary)
    shown = b""
    with suppress(OSError):  # the terminal's other end hangs up
        while piece := os.read(primary, 4096):
            shown += piece
    os.close(primary)
    assert process.wait(60) == 0, shown
    assert "✓".encode() in shown
    assert b"checking" in shown
    assert (b"\x1b[32m" in shown) is not no_color
