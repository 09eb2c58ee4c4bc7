"""A4: a module that needs cgo, built without it, is a stub that dies when it is used."""

from __future__ import annotations

import pytest

from tests.faults.checkout import Checkout

_NATIVE = """\
package native

// static const char *word(void) { return "world"; }
import "C"

func Word() string { return C.GoString(C.word()) }
"""
_STUB = """\
//go:build !cgo

package native

func Word() string { %s }
"""
_SUSPICION = "example.com/native may need cgo: native.go is left out with CGO_ENABLED=0"
_REASON = "example.com/native needs cgo: native.go is left out with CGO_ENABLED=0"


def with_native(checkout: Checkout, stub: str) -> None:
    """The service takes a word from a module with a cgo file and a stub for builds without."""
    folder = checkout.path / "native"
    folder.mkdir()
    (folder / "go.mod").write_text("module example.com/native\n\ngo 1.25\n")
    (folder / "native.go").write_text(_NATIVE)
    (folder / "stub.go").write_text(_STUB % stub)
    # a generator's input, as golang.org/x/sys has them: no build ever takes it
    (folder / "types.go").write_text('//go:build ignore\n\npackage native\n\nimport "C"\n')
    with (checkout.path / "app/go.mod").open("a") as file:
        file.write("\nrequire example.com/native v0.0.0\n\n")
        file.write("replace example.com/native => ../native\n")
    checkout.replace("app/app.go", "import (\n", 'import (\n\t"example.com/native"\n')
    checkout.replace("app/app.go", 'name = "world"', "name = native.Word()")


def test_a4_a_cgo_file_that_is_left_out_is_named_before_building(checkout) -> None:
    with_native(checkout, 'return "world"')
    outcome = checkout.invoke("app")
    assert outcome.status == 0, outcome.err
    before, _, after = outcome.out.partition("$ GOOS=linux CGO_ENABLED=0 go build")
    assert _SUSPICION in before
    assert after
    assert "types.go" not in outcome.out
    assert _REASON not in outcome.out, "it works, so it is a suspicion and no more"


@pytest.mark.parametrize(
    ("stub", "words"),
    [
        ('panic("native: this stub needs cgo")', "/"),
        ('return "no cgo here"', "no cgo here"),
    ],
)
def test_a4_where_the_program_then_fails_the_reason_names_the_file(checkout, stub, words) -> None:
    with_native(checkout, stub)
    outcome = checkout.invoke("app")
    assert outcome.status == 1
    assert "runs ✗" in outcome.err
    assert words in outcome.err
    assert _REASON in outcome.err
    assert "→ use a package that is Go alone in place of example.com/native" in outcome.err
    assert checkout.artifacts() == {}


def test_a4_three_builds_of_a_run_say_it_once(checkout) -> None:
    with_native(checkout, 'return "world"')
    outcome = checkout.invoke("slim", "--with", "gopack", "--engine", "builtin")
    assert outcome.status == 0, outcome.err
    assert outcome.out.count(_SUSPICION) == 1


def test_a4_the_standard_library_is_never_a_suspicion(checkout) -> None:
    checkout.replace("app/app.go", "import (\n", 'import (\n\t_ "net"\n\t_ "os/user"\n')
    outcome = checkout.invoke("app")
    assert outcome.status == 0, outcome.err
    assert "cgo" not in outcome.out.replace("CGO_ENABLED=0", "")
