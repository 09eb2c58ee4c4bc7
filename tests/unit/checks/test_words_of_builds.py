"""What is said of a build that failed, and of cgo files that are left out, word for word."""

from __future__ import annotations

import pytest

from slimgo.checks.building import (
    CURES,
    build_failure,
    no_program,
    suspicion,
    with_suspicion,
)
from slimgo.errors import BadInput, CommandFailed
from slimgo.values.sources import LeftOut, Sources
from slimgo.values.verdict import failed, passed, skipped

NEWER = "name a newer Go with --go PATH or SLIMGO_GO, or lower the `go` line in go.mod"
LIB = LeftOut(package="example.com/lib", file="native.go")
MORE = LeftOut(package="example.com/lib", file="other.go")
ELSE = LeftOut(package="example.com/else", file="c.go")
OWN = LeftOut(package="command-line-arguments", file="app.go")
EXCLUDED = "imports %s: build constraints exclude all Go files in /x"


def said(words: str, *left_out: LeftOut) -> tuple[str, str, str]:
    error = build_failure("`go build` ended with status 1", words, left_out)
    assert isinstance(error, CommandFailed)
    return error.what, error.why, error.cure


@pytest.mark.parametrize(
    ("words", "what", "cure"),
    [
        (
            "go: go.mod requires go >= 1.99 (running go 1.27.3; GOTOOLCHAIN=local)",
            "this Go is 1.27.3, and the module needs 1.99",
            NEWER,
        ),
        (
            "go: example.com/x@v1.0.0 requires go >= 1.99rc1 (running go 1.28rc2; …)",
            "this Go is 1.28rc2, and the module needs 1.99rc1",
            NEWER,
        ),
        (
            "x\nnote: module requires Go 1.25",
            "the module needs Go 1.25, and this one is older",
            NEWER,
        ),
        (
            "go: errors parsing go.mod:\ngo.mod:3: invalid go version 'newest': must match format",
            "go.mod asks for Go newest, which is no version",
            "write the `go` line in go.mod like this: go 1.25",
        ),
        (
            "runtime.main_main·f: function main is undeclared in the main package",
            "package main has no function main",
            "write `func main() { … }` in it",
        ),
        (
            '# runtime/cgo\ncgo: C compiler "gcc" not found: exec: "gcc": not found',
            "the C compiler gcc is not here",
            "install one, with the headers of its C library (Debian: gcc and libc6-dev)",
        ),
    ],
)
def test_each_way_to_fail_has_its_line_and_its_cure(words, what, cure) -> None:
    assert said(words) == (what, words, cure)
    assert said(words, LIB) == (what, words, cure)


def test_each_entry_of_the_table_is_tried_above() -> None:
    assert len(CURES) == 5


def test_other_words_are_passed_on_as_they_are() -> None:
    words = "./app.go:1: undefined: x"
    assert said(words, LIB) == ("`go build` ended with status 1", words, "")
    assert said("go: no Go source files")[2] == ""


def test_a_program_of_which_nothing_is_left_names_cgo() -> None:
    assert said("go: no Go source files", OWN) == (
        "nothing of the program is left to build with CGO_ENABLED=0",
        'app.go imports "C" and is left out\ngo: no Go source files',
        'take `import "C"` out of app.go',
    )


def test_of_several_packages_the_one_that_go_names_is_named() -> None:
    words = EXCLUDED % "example.com/else"
    assert said(words, LIB, ELSE) == (
        "nothing of example.com/else is left to build with CGO_ENABLED=0",
        f'c.go imports "C" and is left out\n{words}',
        "use a package that is Go alone in place of example.com/else",
    )
    assert said(EXCLUDED % "gone", LIB, MORE)[1].startswith('native.go (and 1 more) imports "C"')


def test_only_package_main_is_a_program() -> None:
    assert Sources(complete=True, package="main").is_program
    assert Sources(complete=False).is_program, "nobody knows: Go's own words will tell"
    assert not Sources(complete=True, package="lib").is_program
    error = no_program("lib", "app.go")
    assert isinstance(error, BadInput)
    assert str(error) == (
        "package lib is no program: app.go says `package lib`, and Go links package main only\n"
        "  → write `package main` and `func main()` in it, or name another package"
    )


def test_a_suspicion_is_one_line() -> None:
    rest = "is left out with CGO_ENABLED=0"
    assert suspicion((LIB,)) == f"example.com/lib may need cgo: native.go {rest}"
    assert suspicion((LIB, MORE)) == f"example.com/lib may need cgo: native.go (and 1 more) {rest}"
    assert suspicion((LIB, ELSE, MORE, OWN)) == (
        f"example.com/lib may need cgo (and 2 more packages): native.go (and 1 more) {rest}"
    )
    assert suspicion((OWN,)) == f"the program may need cgo: app.go {rest}"


def test_a_program_that_fails_is_told_with_the_file_and_one_that_works_is_not() -> None:
    verdicts = (
        passed("static", "no interpreter"),
        failed("symbols", "there are none", "build it again"),
        failed("runs", "GET /: it never listened", "read what it printed"),
        failed("ends on SIGTERM", "it had ended before", "run until told"),
        skipped("leaves nothing", "cannot be seen"),
    )
    reason = (
        "example.com/lib needs cgo: native.go is left out with CGO_ENABLED=0; "
        "example.com/else needs cgo: c.go is left out with CGO_ENABLED=0"
    )
    cure = "use a package that is Go alone in place of example.com/lib"
    assert with_suspicion(verdicts, (LIB, ELSE)) == (
        *verdicts[:2],
        failed("runs", f"GET /: it never listened; {reason}", cure),
        failed("ends on SIGTERM", f"it had ended before; {reason}", cure),
        verdicts[4],
    )
    assert with_suspicion(verdicts, ()) == verdicts
    working = (passed("runs", "it answers"), passed("ends on SIGTERM", "status 0"))
    assert with_suspicion(working, (LIB,)) == working
