"""What `go env -w` wrote is read as the real Go reads it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from slimgo.plan.environment import environment
from slimgo.plan.module_sources import ASKS_NOBODY, MODULE_SOURCES
from slimgo.run.go_env import written_by_go_env
from slimgo.values.target import Target

_SPEC = importlib.util.find_spec("go")
assert _SPEC
assert _SPEC.origin
GO = Path(_SPEC.origin).with_name("bin") / "go"

_VALUES = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs")), max_size=9)
_LINES = st.tuples(st.sampled_from((*MODULE_SOURCES, "GOFLAGS", "#", " GOPROXY")), _VALUES)
_AMBIENT = st.dictionaries(st.sampled_from(MODULE_SOURCES), _VALUES, max_size=3)


def go_says(env: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        [GO, "env", "-json", *MODULE_SOURCES],
        env=env | {"GOTOOLCHAIN": "local"},
        cwd="/",
        capture_output=True,
        check=True,
    )
    said: dict[str, str] = json.loads(done.stdout)
    return said


@settings(max_examples=25, derandomize=True, database=None)
@given(lines=st.lists(_LINES, max_size=6), ambient=_AMBIENT)
@example(lines=[("GOPROXY", "a=b"), ("GOPROXY", "")], ambient={"GOPROXY": ""})
@example(lines=[("GOPRIVATE", "x.example\r"), ("GOSUMDB", " off ")], ambient={"GONOPROXY": "none"})
def test_go_finds_the_same_sources_through_us_as_by_itself(lines, ambient) -> None:
    with tempfile.TemporaryDirectory() as home:
        file = Path(home, ".config/go/env")
        mode = file.with_name("telemetry") / "mode"
        mode.parent.mkdir(parents=True)
        mode.write_text("off")  # else Go leaves a process behind that still writes into this folder
        file.write_bytes("".join(f"{name}={value}\n" for name, value in lines).encode())
        here = {"HOME": home, **ambient}
        target = Target(goos="linux", goarch="amd64")
        ours = environment(here, target=target, persisted=written_by_go_env(here))
        through_us, by_itself = go_says(ours), go_says(here)
        for name, nobody in ASKS_NOBODY.items():
            if by_itself[name] == "":  # both make Go say that there is nobody to ask
                assert through_us.pop(name) == nobody
                by_itself.pop(name)
        assert through_us == by_itself


def test_a_file_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert written_by_go_env({"GOENV": str(tmp_path)}) == {}
    assert written_by_go_env({"GOENV": str(tmp_path / "absent")}) == {}
    assert written_by_go_env({"GOENV": "a\0b"}) == {}
