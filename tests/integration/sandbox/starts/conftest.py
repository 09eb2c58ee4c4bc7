"""Small static programs that need no C library, each in a folder that becomes its root."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from slimgo.errors import SlimgoError
from slimgo.run.process import Surroundings
from slimgo.sandbox.best_level import all_levels, choose_level
from slimgo.sandbox.level import BUNDLED_BUBBLEWRAP, NONE, Level
from slimgo.sandbox.starts.sweep import Starter
from slimgo.values.guest import Guest
from tests.faults.checkout import free_port
from tests.integration.gopack.programs import compile_c

_BEGIN = r"""
__asm__(".globl begin\nbegin: mov %rsp, %rdi\n and $-16, %rsp\n call tell\n");
static void say(const char *words) { long n = 0; while (words[n]) n++; call(1, 1, words, n); }
static void number(unsigned long value) {
    char text[21], *at = text + 20;
    *at = 0;
    do *--at = '0' + value % 10; while (value /= 10);
    say(at);
    say(" ");
}
static long no_new_privs(void) {
    long number = 157;
    register long fourth __asm__("r10") = 0, fifth __asm__("r8") = 0;
    __asm__ volatile("syscall" : "+a"(number) : "D"(39L), "S"(0L), "d"(0L), "r"(fourth), "r"(fifth)
                     : "rcx", "r11", "memory");
    return number;
}
int main(void) { return 0; }
__attribute__((used)) void tell(unsigned long *stack) {
    unsigned long arguments = *stack, variables = 0, limit[2], cpus[16] = {0};
    char **argv = (char **)(stack + 1), **env = argv + arguments + 1;
    while (env[variables]) variables++;
"""

PROGRAMS = {
    # what it was given, in numbers
    "tells": r"""
    call(97, 3, limit, 0);
    call(204, 0, (void *)sizeof cpus, (long)cpus);
    number(arguments); number(arguments ? argv[0][0] != 0 : 0); number(variables);
    number(variables && env[variables - 1][0] == 'P'); number(limit[0]);
    number(__builtin_popcountl(cpus[0])); number(call(135, 0xFFFFFFFF, 0, 0) >> 18 & 1);
    number(no_new_privs());
    call(60, 3, 0, 0);
    """,
    "fragile": "if (variables >= 510) *(volatile int *)0 = 1; call(60, 3, 0, 0);",
    "sturdy": "call(60, 3, 0, 0);",
    "other status": "call(60, variables >= 510 ? 4 : 3, 0, 0);",
    "other words": 'if (variables >= 510) say("odd"); call(60, 3, 0, 0);',
    # random words: the address of the stack
    "random words": "number((unsigned long)stack); call(60, 3, 0, 0);",
    # its child leaves the group, and would live on
    "daemon": """
    if (!call(57, 0, 0, 0)) { call(112, 0, 0, 0); for (;;) call(34, 0, 0, 0); }
    call(60, 3, 0, 0);
    """,
    # a sum of what it could do: read this machine's files, change its root, become its own root
    "prisoner": """
    call(60, 10 + (call(2, (long)"/etc/passwd", 0, 0) >= 0) + 2 * (call(161, (long)".", 0, 0) == 0)
                + 4 * (call(272, 0x10000000, 0, 0) == 0), 0, 0);
    """,
    "hangs": "for (;;) call(34, 0, 0, 0);",
}


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Guest]:
    """Gives a program by name, compiled once."""
    folder = tmp_path_factory.mktemp("starts")

    def program(name: str) -> Guest:
        root = folder / name.replace(" ", "-")
        if not root.exists():
            root.mkdir()
            body = f"{_BEGIN}{PROGRAMS[name]}}}\n"
            compile_c(body, root / "app.bin", "-static", "-Wl,-e,begin")
            if (root / "zig").exists():
                shutil.rmtree(root / "zig")
        return Guest(root=root, argv=("./app.bin",), port=free_port())

    return program


def _works(level: Level) -> bool:
    try:
        return bool(choose_level("amd64", [level]).level)
    except SlimgoError:
        return False


_LEVELS = {level.name: level for level in (*all_levels(), BUNDLED_BUBBLEWRAP, NONE)}


@pytest.fixture(params=sorted(_LEVELS))
def starter(request: pytest.FixtureRequest, tmp_path: Path) -> Starter:
    """On each level of isolation that works here."""
    level = _LEVELS[request.param]
    if not _works(level):
        pytest.skip(f"not run: {level.name} does not work here")
    return made(level, tmp_path)


@pytest.fixture
def best_starter(tmp_path: Path) -> Starter:
    """On the best level that works here."""
    return made(choose_level("amd64").level, tmp_path)


def made(level: Level, folder: Path, ask: bytes = b"") -> Starter:
    here = Surroundings(directory=folder, environment={"PATH": os.environ["PATH"]})
    return Starter(folder=folder, level=level, surroundings=here, ask=ask)
