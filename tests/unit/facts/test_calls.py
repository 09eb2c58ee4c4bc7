"""Who calls whom, in executables of a few functions that are made here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.facts.calls import calls
from slimgo.facts.functions import read_functions
from slimgo.facts.noted_modules import own_module
from slimgo.facts.suspicions import suspicions
from slimgo.plan.needs import BY_NAME
from slimgo.values.need import Suspicion, Suspicions
from tests.unit.facts.go_elf import AMD64, ARM64, RISCV, Made

MACHINES = pytest.mark.parametrize("machine", [AMD64, ARM64], ids=["amd64", "arm64"])
ZONE = "time.LoadLocation"


def edges(made: Made, folder: Path) -> list[tuple[str, str]] | None:
    (folder / "it").write_bytes(made.whole())
    functions = read_functions(folder / "it")
    found = calls(functions)
    if found is None:
        return None
    rows = zip(found.callers.tolist(), found.callees.tolist(), strict=True)
    return [(functions.name(caller), functions.name(callee)) for caller, callee in rows]


def read(made: Made, folder: Path) -> Suspicions:
    (folder / "it").write_bytes(made.whole())
    return suspicions(folder / "it")


def zone(made: Made, folder: Path) -> Suspicion:
    found = read(made, folder)
    assert (found.lacks, found.lacks_paths) == ("", "")
    (only,) = found.found
    return only


@MACHINES
def test_calls_forward_and_back_and_values_are_seen(machine: int, tmp_path: Path) -> None:
    functions = {"main.main": ("call b.B", "take b.C"), "b.B": ("call main.main",), "b.C": ()}
    assert edges(Made(functions=functions, machine=machine), tmp_path) == [
        ("main.main", "b.B"),
        ("main.main", "b.C"),
        ("b.B", "main.main"),
    ]


@MACHINES
def test_a_jump_to_another_function_is_a_call(machine: int, tmp_path: Path) -> None:
    functions = {"main.main": ("jump b.B",), "b.B": ("call main.main",)}
    made = Made(functions=functions, machine=machine)
    assert edges(made, tmp_path) == [("main.main", "b.B"), ("b.B", "main.main")]


@MACHINES
def test_c_in_front_of_go_moves_nothing(machine: int, tmp_path: Path) -> None:
    functions = {"main.main": ("call b.B", "take b.C"), "b.B": (), "b.C": ()}
    made = Made(functions=functions, machine=machine, in_front=4096, symbols=True)
    assert edges(made, tmp_path) == [("main.main", "b.B"), ("main.main", "b.C")]


def test_where_functions_are_not_where_they_should_be_nothing_is_told(tmp_path: Path) -> None:
    functions = {"main.main": ("call b.B", "call b.C"), "b.B": (), "b.C": ()}
    assert edges(Made(functions=functions, in_front=8), tmp_path) is None


def test_of_another_processor_the_names_are_known_and_no_paths(tmp_path: Path) -> None:
    functions = {"main.main": (f"call {ZONE}",), ZONE: ()}
    found = read(Made(functions=functions, machine=RISCV), tmp_path)
    assert found.found == (Suspicion(need="zones", function=ZONE),)
    assert found.lacks_paths
    assert not found.lacks


def test_the_shortest_path_from_its_own_code_is_told(tmp_path: Path) -> None:
    functions = {
        "main.main": ("call example.com/it/inner.Do", "call lib.A"),
        "lib.A": ("call lib.B",),
        "lib.B": (f"call {ZONE}",),
        "example.com/it/inner.Do": (f"call {ZONE}",),
        ZONE: (),
    }
    found = zone(Made(functions=functions), tmp_path)
    assert found.path == ("example.com/it/inner.Do", ZONE)
    assert found.own
    without = {**functions, "example.com/it/inner.Do": ()}
    assert zone(Made(functions=without), tmp_path).path == ("main.main", "lib.A", "lib.B", ZONE)


def test_of_several_entrances_the_nearest_is_told(tmp_path: Path) -> None:
    functions = {
        "main.main": ("call lib.A", "call os.MkdirTemp"),
        "lib.A": ("call os.CreateTemp",),
        "os.CreateTemp": (),
        "os.MkdirTemp": (),
    }
    assert zone(Made(functions=functions), tmp_path) == Suspicion(
        need="tmp", function="os.MkdirTemp", path=("main.main", "os.MkdirTemp")
    )


def test_what_only_a_library_calls_has_no_path(tmp_path: Path) -> None:
    functions = {"main.main": ("call lib.Other",), "lib.Other": (), "lib.A": (f"call {ZONE}",)}
    found = zone(Made(functions={**functions, ZONE: ()}), tmp_path)
    assert found == Suspicion(need="zones", function=ZONE)
    assert not found.own


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("example.com/it", "example.com/it.Do"),
        ("example.com/it", "example.com/it/a/b.(*T).Do"),
        ("example.com/it.v2", "example.com/it%2ev2.Do"),
        ("example.com/it.v2", "example.com/it.v2/a.Do"),
        ("anything", "main.do"),
    ],
)
def test_the_packages_of_its_module_are_its_own(module: str, function: str, tmp_path: Path) -> None:
    made = Made(functions={function: (f"call {ZONE}",), ZONE: ()}, module=module)
    assert zone(made, tmp_path).path == (function, ZONE)


@pytest.mark.parametrize("function", ["example.com/items.Do", "xmain.do", "other.com/main.do"])
def test_those_that_only_look_alike_are_not(function: str, tmp_path: Path) -> None:
    functions = {"main.main": ("call lib.A",), "lib.A": (), function: (f"call {ZONE}",), ZONE: ()}
    assert not zone(Made(functions=functions), tmp_path).own


@MACHINES
def test_a_closure_with_variables_leads_to_its_code(machine: int, tmp_path: Path) -> None:
    functions = {"main.main": ("code b.C", "call b.B"), "b.B": (), "b.C": ()}
    assert edges(Made(functions=functions, machine=machine), tmp_path) == [
        ("main.main", "b.B"),
        ("main.main", "b.C"),
    ]


UNENCRYPTED = "net/http.(*conn).maybeServeUnencryptedHTTP2"
HANDSHAKE = "crypto/tls.(*Conn).clientHandshake"
ROOTS = "crypto/x509.loadSystemRoots"


def test_what_leads_there_for_another_reason_does_not_count(tmp_path: Path) -> None:
    functions = {
        "main.main": (f"call {UNENCRYPTED}", "call lib.A"),
        UNENCRYPTED: (f"call {HANDSHAKE}",),
        "lib.A": (),
        HANDSHAKE: (),
        ROOTS: (),
    }
    found = read(Made(functions=functions), tmp_path)
    assert found.found == (Suspicion(need="certificates", function=ROOTS),)
    # another way leads to the same
    around = {**functions, "lib.A": ("call lib.B",), "lib.B": (f"call {HANDSHAKE}",)}
    (found_around,) = read(Made(functions=around), tmp_path).found
    assert found_around.path == ("main.main", "lib.A", "lib.B", HANDSHAKE)


def test_what_it_brings_itself_is_told(tmp_path: Path) -> None:
    (brings,) = BY_NAME["zones"].brings
    functions = {"main.main": ("call lib.A",), "lib.A": (), brings: (), ZONE: ()}
    assert read(Made(functions=functions), tmp_path).brought == ("zones",)


def test_a_function_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    functions = {"main.main": ("call main.main", "call lib.A"), "lib.A": ("call main.main",)}
    assert read(Made(functions=functions), tmp_path) == Suspicions()


def test_what_is_no_go_program_is_said(tmp_path: Path) -> None:
    made = replace(Made(functions={"main.main": ()}))
    (tmp_path / "it").write_bytes(made.whole().replace(b".gopclntab", b".something"))
    found = suspicions(tmp_path / "it")
    assert found.found == ()
    assert "no line table of Go" in found.lacks


@pytest.mark.parametrize(
    ("said", "module"),
    [
        ("path\ta/cmd\nmod\ta\t(devel)\t\nbuild\tx=y\n", "a"),
        ("path\tcommand-line-arguments\nbuild\tx=y\n", ""),
        ("mod\t\n", ""),
        ("", ""),
    ],
)
def test_the_module_is_what_the_linker_noted(said: str, module: str) -> None:
    assert own_module(said) == module
