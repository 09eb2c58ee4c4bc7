"""A program with C in it becomes a static one, and runs in an image from scratch."""

from __future__ import annotations

import json
import shutil
import sysconfig
from pathlib import Path

import pytest

from tests.integration.doors.module import Module

GO = str(Path(sysconfig.get_path("purelib"), "go/bin"))
WITH_C = """
package main

// #include <string.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"unsafe"
)

func main() {
	word := C.CString("from C")
	defer C.free(unsafe.Pointer(word))
	fmt.Println(C.GoString(word), C.strlen(word))
}
"""
LOOKS_UP = """
package main

// #include <netdb.h>
// static int find(const char *name) {
//   struct addrinfo *found;
//   return getaddrinfo(name, 0, 0, &found);
// }
import "C"

import (
	"fmt"
	"os"
)

func main() {
	for _, name := range os.Args[1:] {
		fmt.Println(C.find(C.CString(name)))
	}
	fmt.Println("ready")
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Module:
    here = Module(tmp_path)
    here.write("go.mod", "module example.com/it\n\ngo 1.21\n")
    here.write("main.go", WITH_C)
    return here


@pytest.mark.parametrize("way", ["glibc", "zig"])
def test_its_c_is_linked_into_it_and_it_runs_packed_and_from_scratch(
    module: Module, way: str
) -> None:
    asked = ("build", "--cgo", way, "--run", "", "--says", "^from C 6$")
    done = module.slimgo(*asked, "--format", "json")
    assert done.status == 0, done.err
    result = json.loads(done.out)
    checks = {
        (step["name"], each["check"]): each["status"]
        for step in result["steps"]
        for each in step["verdicts"]
    }
    assert checks["build", "static"] == "pass"
    assert checks["build", "no symbols"] == "pass"
    assert checks["build", "no debug info"] == "pass"
    assert checks["run", "answers alike"] == "pass"
    assert "up to date" in module.slimgo(*asked).err


def test_with_cgo_off_the_way_out_is_told(module: Module) -> None:
    done = module.slimgo("build", "--run", "")
    assert done.status == 1
    assert "→ link its C: --cgo zig; or " in done.err


def test_where_there_is_no_compiler_it_is_still_found_and_the_way_out_is_told(
    module: Module, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/go").symlink_to(shutil.which("go", path=GO) or "")
    bare = str(tmp_path / "bin")
    done = module.slimgo("build", "--run", "", PATH=bare)
    assert done.status == 1
    assert 'main.go imports "C" and is left out' in done.err
    done = module.slimgo("build", "--run", "", "--cgo", "glibc", PATH=bare)
    assert done.status == 1
    assert "the C compiler gcc is not here" in done.err


def test_a_script_of_it_names_the_compiler(module: Module) -> None:
    script = module.slimgo("build", "--cgo", "zig", "--run", "", "--dry").out
    assert " CC='zig cc -target " in script
    (path,) = (line for line in script.splitlines() if line.startswith("PATH="))
    assert "/ziglang:" in path or path.count("zig")


PLAIN = ("build", "--pack", "none", "--run", "", "--says", "^ready$")


def test_what_glibc_cannot_do_from_scratch_is_advice_in_place_of_the_linkers_words(
    module: Module,
) -> None:
    module.write("main.go", LOOKS_UP)
    done = module.slimgo(*PLAIN, "--cgo", "glibc")
    assert done.status == 0, done.err
    (told,) = (line for line in done.err.splitlines() if "getaddrinfo" in line)
    assert told.startswith("! in an image from scratch getaddrinfo (example.com/it/main.go:7) may")
    assert told.endswith("; look hosts up in Go (package net), or link musl instead: --cgo zig")
    assert "statically linked" not in done.err
    # which is a way out: musl loads nothing
    done = module.slimgo(*PLAIN, "--cgo", "zig")
    assert done.status == 0, done.err
    assert "getaddrinfo" not in done.err


def test_each_of_several_programs_has_its_own_advice(module: Module) -> None:
    (module.path / "main.go").unlink()
    module.write("one/main.go", LOOKS_UP)
    loads = LOOKS_UP.replace("getaddrinfo(name, 0, 0, &found)", "!dlopen(name, RTLD_NOW)")
    module.write("two/main.go", loads.replace("netdb", "dlfcn"))
    done = module.slimgo(*PLAIN, "./one", "./two", "--cgo", "glibc")
    assert done.status == 0, done.err
    told = [line for line in done.err.splitlines() if line.startswith("! in an image")]
    assert ["getaddrinfo (example.com/it/one/main.go:7)" in each for each in told] == [True, False]
    assert ["dlopen (example.com/it/two/main.go:7)" in each for each in told] == [False, True]
