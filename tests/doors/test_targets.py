"""A program built for another processor, as a person types it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from slimgo.run.host import host_goarch
from tests.integration.doors.module import Done, Module

Make = Callable[[str], Module]

HERE = host_goarch()
OTHER = "arm64" if HERE == "amd64" else "amd64"
FILE = f"""
[program.server]
package = "./cmd/server"
port = 8080
ask = ["/healthz=ok"]
tag = ["server", "server:1.2"]
targets = ["linux/{HERE}", "linux/{OTHER}"]
"""
FOREIGN = f"build/linux-{OTHER}"
NO_IMAGE = f"""✗ slimgo makes no image for linux/{OTHER} with docker
  → leave --engine out: the built-in engine makes it
"""
TAR = f"{FOREIGN}/server%3A{OTHER}.tar"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Module:
    made = Module(tmp_path_factory.mktemp("targets") / "server")
    shutil.copytree("tests/programs/ship/server", made.path)
    made.write("slimgo.toml", FILE)
    return made


@pytest.fixture(scope="module")
def both(module: Module) -> Done:
    """Built once for both targets."""
    done = module.slimgo("build", "--format", "json")
    assert done.status == 0, done.err
    return done


def verdicts(result: dict[str, Any]) -> dict[tuple[str, str], dict[str, str]]:
    return {
        (step["name"], each["check"]): each for step in result["steps"] for each in step["verdicts"]
    }


def test_each_target_has_an_image_of_its_own(module: Module, both: Done) -> None:
    results = json.loads(both.out)
    assert [each["target"] for each in results] == [f"linux/{HERE}", f"linux/{OTHER}"]
    for file in ("build/server.tar", TAR, f"{FOREIGN}/server/Dockerfile"):
        assert (module.path / file).is_file()
    (image,) = (each["image"] for each in results[1]["steps"] if each["name"] == "image")
    assert (image["goos"], image["goarch"]) == ("linux", OTHER)
    here, other, total = both.err.splitlines()[-3:]
    assert here.startswith("server  ")
    assert other.startswith(f"server linux/{OTHER}  ")
    assert total.startswith("2 programs")


@pytest.mark.usefixtures("both")
def test_its_tags_name_the_target(module: Module) -> None:
    told = subprocess.run(
        ["tar", "-xOf", TAR, "manifest.json"], cwd=module.path, check=True, capture_output=True
    )
    (manifest,) = json.loads(told.stdout)
    assert manifest["RepoTags"] == [f"server:{OTHER}", f"server:1.2-{OTHER}"]


def test_it_is_static_and_packed_and_runs_where_an_emulator_is(both: Done) -> None:
    found = verdicts(json.loads(both.out)[1])
    for step, check in (
        *(("build", check) for check in ("platform", "static", "no symbols")),
        *(("pack", check) for check in ("packed", "unpacks to the same bytes")),
    ):
        assert found[step, check]["status"] == "pass", (step, check)
    ran = [found[step, "runs"] for step in ("build", "pack", "run")]
    for each in ran:
        if each["status"] == "skip":
            pytest.skip(f"not run: {each['evidence']}")
    assert {each["status"] for each in ran} == {"pass"}
    assert found["run", "answers alike"]["status"] == "pass"


@pytest.mark.usefixtures("both")
def test_without_an_emulator_what_needs_a_start_is_named_and_it_keeps_its_tag(
    module: Module,
) -> None:
    path = module.path.parent / "bin"
    path.mkdir()
    for name in ("go", "git", "sh", "install"):
        there = shutil.which(name)
        if there:
            (path / name).symlink_to(there)
    words = ("build", "--target", f"linux/{OTHER}", "--format", "json")
    done = module.slimgo(*words, PATH=str(path))
    assert done.status == 0, done.err
    found = verdicts(json.loads(done.out))
    for step in ("build", "pack", "run"):
        assert found[step, "runs"]["status"] == "skip", step
        assert found[step, "runs"]["evidence"].endswith("apt-get install qemu-user-static")
    assert (module.path / TAR).is_file()


@pytest.mark.usefixtures("both")
def test_the_script_makes_the_same_image(module: Module) -> None:
    made = (module.path / TAR).read_bytes()
    script = module.slimgo("build", "--target", f"linux/{OTHER}", "--dry").out
    shutil.move(module.path / FOREIGN, module.path.parent / "first")
    subprocess.run(["sh", "-eu"], input=script, text=True, cwd=module.path, check=True)
    assert (module.path / TAR).read_bytes() == made
    shutil.rmtree(module.path / FOREIGN)
    shutil.move(module.path.parent / "first", module.path / FOREIGN)


@pytest.mark.usefixtures("both")
def test_what_was_shipped_for_each_target_comes_together(module: Module) -> None:
    together = module.slimgo("merge")
    assert together.status == 0, together.out + together.err
    assert together.out.splitlines()[-1].startswith("2 programs")
    shutil.move(module.path / FOREIGN, module.path.parent / "elsewhere")
    alone = module.slimgo("merge")
    assert alone.status == 1
    missing = f"server linux/{OTHER}: no result of these sources: "
    assert f"{missing}slimgo build server --target linux/{OTHER}" in alone.err
    assert module.slimgo("merge", str(module.path.parent / "elsewhere")).status == 0
    shutil.move(module.path.parent / "elsewhere", module.path / FOREIGN)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--target", "linux/arm46"),
            "✗ unsupported --target 'linux/arm46'\n  → write linux/arm64\n",
        ),
        (
            ("--target", f"linux/{OTHER}", "--engine", "docker"),
            NO_IMAGE,
        ),
        (
            ("--target", f"linux/{OTHER}", "--cgo", "glibc"),
            f"✗ --cgo glibc links no C for linux/{OTHER}\n  → choose --cgo zig\n",
        ),
        (
            ("--target", "linux/mipsle", "--pack", "gopack"),
            "✗ gopack does not pack for mipsle\n  → choose --pack upx or --pack none\n",
        ),
        (
            ("--target", "linux/riscv64", "--pack", "upx"),
            "✗ upx does not pack for riscv64\n  → choose --pack gopack or --pack none\n",
        ),
        (
            ("--target", "linux/s390x", "--pack", "gopack"),
            "✗ gopack does not pack for s390x\n  → choose --pack none\n",
        ),
    ],
)
def test_what_cannot_be_is_one_line(module: Module, words: tuple[str, ...], said: str) -> None:
    done = module.slimgo("build", *words)
    assert (done.status, done.out, done.err) == (1, "", said)
