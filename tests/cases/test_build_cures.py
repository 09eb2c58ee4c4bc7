"""F8 and F10: what cannot be built or packed says in one line what it is, and what helps."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.faults.checkout import PROJECT
from tests.faults.tools import GO


def test_f8_a_go_mod_newer_than_the_toolchain_says_which_go_it_needs(checkout) -> None:
    checkout.replace("app/go.mod", "go 1.25", "go 1.99")
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert outcome.err.startswith("✗ this Go is 1.")
    assert "and the module needs 1.99: go: go.mod requires go >= 1.99" in outcome.err
    assert "→ name a newer Go with --go PATH or SLIMGO_GO, or lower the `go` line" in outcome.err
    checkout.replace("app/go.mod", "go 1.99", "go 1.25")
    assert checkout.invoke("app", "--go", str(GO)).status == 0


def test_f8_a_library_is_no_program(checkout) -> None:
    checkout.replace("app/app.go", "package main", "package lib")
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert outcome.err.splitlines() == [
        "✗ package lib is no program: app.go says `package lib`, and Go links package main only",
        "  → write `package main` and `func main()` in it, or name another package",
    ]
    assert checkout.artifacts() == {}


def test_f8_package_main_without_a_function_main(checkout) -> None:
    checkout.replace("app/app.go", "func main() {", "func other() {")
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert outcome.err.startswith("✗ package main has no function main: ")
    assert outcome.err.endswith("→ write `func main() { … }` in it\n")


def test_f8_a_go_line_that_is_no_version(checkout) -> None:
    checkout.replace("app/go.mod", "go 1.25", "go newest")
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert outcome.err.startswith("✗ go.mod asks for Go newest, which is no version: ")
    assert outcome.err.endswith("→ write the `go` line in go.mod like this: go 1.25\n")


def test_f8_a_program_of_c_alone_names_cgo(checkout) -> None:
    (checkout.path / "app/app.go").write_text(
        'package main\n\n// static int word(void) { return 1; }\nimport "C"\n\n'
        "func main() { println(C.word()) }\n"
    )
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    first, *_, last = outcome.err.splitlines()
    assert first == (
        "✗ nothing of the program is left to build with CGO_ENABLED=0: "
        'app.go imports "C" and is left out'
    )
    assert last == '  → take `import "C"` out of app.go'


def test_f10_gopack_of_a_dynamic_cgo_program_names_cgo_and_promises_nothing(tmp_path) -> None:
    (tmp_path / "main.go").write_text(
        'package main\n\n// #include <stdlib.h>\nimport "C"\n\nfunc main() { println(C.abs(-1)) }\n'
    )
    here = os.environ | {"CGO_ENABLED": "1", "GOENV": "off", "GOFLAGS": ""}
    subprocess.run([GO, "build", "-o", "dynamic", "main.go"], cwd=tmp_path, env=here, check=True)
    packed = subprocess.run(
        [sys.executable, "-m", "slimgo.gopack", "pack", "-o", "packed", "dynamic"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert packed.returncode == 1
    assert not (tmp_path / "packed").exists()
    assert packed.stderr == (
        "gopack: this program is dynamic: it loads libraries when it starts, as one built with cgo "
        "does; gopack packs static programs\n"
        "  → build it with CGO_ENABLED=0, if no package in it needs cgo (one that does would fail "
        "when it runs)\n"
    )
