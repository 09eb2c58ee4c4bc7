"""Builds the stubs from their C sources with zig's clang, for all machines from any.

`python slimgo/gopack/stub/build.py` writes the .bin files beside this one; with --check it builds
into a temporary folder and compares byte for byte. Needs the package `ziglang`, as pinned in
pyproject.toml: another clang makes other bytes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from slimgo.gopack.machines import MACHINES, PROVERS, Machine

HERE = Path(__file__).parent
_PAYLOADS = ("zstd", "lzma")

_FLAGS = (
    "-O2",
    "-ffreestanding",
    "-nostdlib",
    "-static",
    "-fPIE",
    "-fno-sanitize=all",
    "-fno-stack-protector",
    "-fno-unwind-tables",
    "-fno-asynchronous-unwind-tables",
    "-fomit-frame-pointer",
    "-fno-unroll-loops",
    "-falign-loops=1",
    "-mno-red-zone",
    "-fcf-protection=none",
    "-g0",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-function",
    "-Wl,--build-id=none",
)
_OF_THE_LINKER = {".dynsym", ".gnu.hash", ".hash", ".dynstr", ".dynamic"}
"""Made for a loader that the stub does without; a `.rela.dyn` would be an address to correct."""
_ANCHORS = {"386": (".got.plt", 12), "ppc64le": (".got", 8)}
"""What code counts from to find constants, and its bytes where no address is in it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    differ = []
    with tempfile.TemporaryDirectory() as folder:
        for machine, of in _stages():
            name = f"{machine.cpu}-{of}.bin"
            code = _build(machine, of, Path(folder))
            print(f"{name}  {len(code):,} bytes")
            kept = HERE / name
            if not check:
                kept.write_bytes(code)
            elif not kept.exists() or kept.read_bytes() != code:
                differ.append(name)
    for name in differ:
        print(f"{name} is not what its sources make: build.py again, and commit it")
    return bool(differ)


def _stages() -> Iterator[tuple[Machine, str]]:
    """What a blob is for: the machine it runs on; and a payload, or the GOARCH of the programs that
    its joins make. The joins of other machines' programs prove what is packed for these."""
    for machine in MACHINES:
        proven = MACHINES if machine.goarch in PROVERS else (machine,)
        for of in (*_PAYLOADS, *(one.goarch for one in proven)):
            yield machine, of


def _build(machine: Machine, of: str, folder: Path) -> bytes:
    """A stage's bytes: code and constants."""
    linked = folder / f"{machine.cpu}-{of}.elf"
    source, define = ("stub", "PAYLOAD") if of in _PAYLOADS else ("joins", "TEXT")
    command = [sys.executable, "-m", "ziglang", "cc", *machine.compiler]
    command += [*_FLAGS, f"-D{define}_{of.upper()}", f"-Wl,-T,{source}.ld"]
    command += ["-o", str(linked), f"{source}.c"]
    environment = {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(folder / "cache")}
    subprocess.run(command, cwd=HERE, env=environment, check=True)
    with linked.open("rb") as file:
        elf = ELFFile(file)
        loaded = {s.name: s for s in elf.iter_sections() if s["sh_flags"] & 2 and s["sh_size"]}
        anchor, size = _ANCHORS.get(machine.goarch, ("", 0))
        anchors = {anchor} if anchor in loaded and loaded[anchor]["sh_size"] == size else set()
        if beside := set(loaded) - {".text", *_OF_THE_LINKER} - anchors:
            raise SystemExit(f"the stub must be one section, and has {', '.join(beside)}")
        table = elf.get_section_by_name(".symtab")
        if not isinstance(table, SymbolTableSection):
            raise SystemExit("the stub has no symbol table")
        symbols = {symbol.name: symbol["st_value"] for symbol in table.iter_symbols()}
        start = loaded[".text"]["sh_addr"]
        if elf["e_entry"] != start:
            raise SystemExit("a stage must begin with its entry")
        return bytes(loaded[".text"].data()[: symbols["stage_end"] - start])


if __name__ == "__main__":
    sys.exit(main())
