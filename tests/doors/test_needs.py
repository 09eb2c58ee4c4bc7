"""A service that dies in an image from scratch gets what it needs, and no more."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.integration.doors.module import Module

ASKED = Path(__file__).parents[1] / "programs/needs-asked"
FILE = """
[program.asked]
port = 8080
[[program.asked.probe]]
kind = "http"
path = "/zone?name=Asia/Tokyo"
text = "known"
"""


@pytest.fixture
def service(tmp_path: Path) -> Module:
    """It greets, and tells the time in the zone that it is asked for."""
    shutil.copytree(ASKED, tmp_path / "asked")
    (tmp_path / "asked/slimgo.toml").write_text(FILE)
    return Module(tmp_path / "asked")


def files(module: Module, name: str = "asked") -> set[str]:
    with tarfile.open(module.path / f"build/{name}/files.tar") as tar:
        return {each.name for each in tar if each.isfile()}


def test_what_its_probes_show_is_added_and_makes_them_pass(service: Module) -> None:
    done = service.slimgo("build", "--format", "json")
    assert done.status == 0, done.err
    assert "   Needs time zones Asia/Tokyo " in done.err
    assert files(service) == {"usr/share/zoneinfo/Asia/Tokyo"}
    result = json.loads(done.out)
    assert [each["need"] for each in result["needs"]["added"]] == ["zones"]
    (alike,) = (
        each
        for step in result["steps"]
        if step["name"] == "run"
        for each in step["verdicts"]
        if each["check"] == "answers alike"
    )
    assert alike["status"] == "pass"
    again = service.slimgo("build")
    assert "up to date" in next(line for line in again.lines if line.split()[0] == "Image")
    script = service.slimgo("build", "--dry").out
    assert "base64 -d >build/asked/files/usr/share/zoneinfo/Asia/Tokyo" in script


def test_without_it_the_service_is_red_and_the_reason_is_told(service: Module) -> None:
    done = service.slimgo("build", "--needs", "none")
    assert done.status == 1
    assert "! it needs time zones: it looked for " in done.err
    assert "Add it: --needs zones" in done.err
    assert "unknown time zone Asia/Tokyo" in done.err


def test_where_no_probe_comes_there_it_is_told_and_not_added(service: Module) -> None:
    (service.path / "slimgo.toml").unlink()
    done = service.slimgo("build", "--port", "8080", "--ask", "/=hello")
    assert done.status == 0, done.err
    assert "it may need time zones: main.main.func1 → time.LoadLocation" in done.err
    assert not (service.path / "build/asked/files.tar").exists()


def test_a_program_that_needs_nothing_says_nothing(tmp_path: Path) -> None:
    shutil.copytree(ASKED.with_name("needs-nothing"), tmp_path / "free")
    done = Module(tmp_path / "free").slimgo("build", "--pack", "none", "--name", "free")
    assert done.status == 0, done.err
    assert "need" not in done.err.lower()


IN_TURN = """
package main

import (
	"fmt"
	"log"
	"os"
	"os/user"
	"time"
)

func main() {
	place, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		log.Fatal(err)
	}
	file, err := os.CreateTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := user.Lookup("root"); err != nil {
		log.Fatal(err)
	}
	fmt.Println("all there:", file.Name() != "", time.Unix(0, 0).In(place).Format("MST"))
}
"""
LOCAL = """
package main

import (
	"fmt"
	"time"
)

func main() { fmt.Println(time.Unix(0, 0).Format("MST")) }
"""


def command(folder: Path, source: str, says: str, more: str = "") -> Module:
    module = Module(folder)
    module.write("go.mod", "module example.com/it\n\ngo 1.21\n")
    module.write("main.go", source)
    probe = f'[[program.it.probe]]\nkind = "command"\npattern = "{says}"\n'
    module.write("slimgo.toml", f'[program.it]\npack = "none"\n{more}\n{probe}')
    return module


def test_one_that_ends_at_the_first_thing_it_lacks_gets_all_of_them(tmp_path: Path) -> None:
    module = command(tmp_path, IN_TURN, "all there: true JST")
    done = module.slimgo("build", "--format", "json")
    assert done.status == 0, done.err
    added = [each["need"] for each in json.loads(done.out)["needs"]["added"]]
    assert added == ["zones", "user", "tmp"]


def test_the_zone_that_a_variable_names_is_added_though_no_function_asks_for_it(
    tmp_path: Path,
) -> None:
    module = command(tmp_path, LOCAL, "JST", 'env = { TZ = "Asia/Tokyo" }')
    done = module.slimgo("build")
    assert done.status == 0, done.err
    assert files(module, "it") == {"usr/share/zoneinfo/Asia/Tokyo"}
