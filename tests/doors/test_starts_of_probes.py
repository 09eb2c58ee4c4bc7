"""A packed program is started in many surroundings with what each of its probes gives it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slimgo.pipeline.sweeping import again
from slimgo.plan.surroundings import SHORT
from tests.integration.doors.module import Module

CHECK = "starts everywhere"
AGAIN = len(again(SHORT))

PROGRAM = """// As if a packer's code broke: packed, told to go deep, with many variables, it dies.
package main

import (
	"bytes"
	"fmt"
	"os"
)

const sentence = "a compressed file does not hold these words one after the other"

func main() {
	own, err := os.ReadFile(os.Args[0])
	packed := err == nil && !bytes.Contains(own, []byte(sentence))
	deep := len(os.Args) > 1 && os.Args[1] == "deep"
	if packed && deep && len(os.Environ()) > 1000 {
		os.Exit(139)
	}
	fmt.Println("fine")
}
"""

SETTINGS = """[program.it]
package = "."

[[program.it.probe]]
kind = "command"
pattern = "^fine$"

[[program.it.probe]]
kind = "command"
arguments = ["ARGUMENT"]
pattern = "^fine$"
"""


@pytest.fixture
def module(tmp_path: Path) -> Module:
    made = Module(path=tmp_path)
    made.write("go.mod", "module it\n\ngo 1.22\n")
    made.write("main.go", PROGRAM)
    return made


def built(module: Module, argument: str) -> tuple[int, dict[str, str], str]:
    """Its status, the verdicts on starts that its JSON holds, and its words."""
    module.write("slimgo.toml", SETTINGS.replace("ARGUMENT", argument))
    done = module.slimgo("build", "it", "--format", "json")
    steps = json.loads(done.out)["steps"] if done.out else []
    verdicts = [each for step in steps for each in step["verdicts"] if CHECK in each["check"]]
    told = {each["check"]: f"{each['status']}: {each['evidence']}" for each in verdicts}
    return done.status, told, done.err


def test_a_start_that_breaks_only_packed_and_with_a_later_probe_is_red(module: Module) -> None:
    status, told, err = built(module, "shallow")
    assert status == 0, err
    assert told == {
        CHECK: f"pass: as unpacked in {len(SHORT)} surroundings",
        f"{CHECK}, probe 2": f"pass: as unpacked in {AGAIN} surroundings",
    }
    status, _, err = built(module, "deep")  # what is packed already is only proven again
    assert status == 1
    assert (
        f"✗ pack: {CHECK}, probe 2 ✗: with 3,000 variables (1 of {AGAIN} surroundings): "
        "packed, it ends with status 139 and without a word; unpacked, it ends with status 0 "
        "(fine): a fault of gopack"
    ) in err
