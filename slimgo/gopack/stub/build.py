"""Builds the stubs from their C sources with zig's clang, for both machines from either.

`python slimgo/gopack/stub/build.py` writes the .bin files beside this one; with --check it builds
into a temporary folder and compares byte for byte. Needs the package `ziglang`, as pinned in
pyproject.toml: another clang makes other bytes.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

HERE = Path(__file__).parent
CPUS = ("x86_64", "aarch64")
_STAGES = {
    "zstd": ("stub", "-DPAYLOAD_ZSTD"),
    "lzma": ("stub", "-DPAYLOAD_LZMA"),
    "amd64": ("joins", "-DTEXT_AMD64"),
    "arm64": ("joins", "-DTEXT_ARM64"),
}
"""What a blob is for: the source and linker script, and what is defined. The joins of the other
machine's programs prove what is packed for it."""

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

_TINY = {"aarch64": ("-mcmodel=tiny",)}
"""Addresses relative to the instruction, not to its page: the stub may stand anywhere."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    differ = []
    with tempfile.TemporaryDirectory() as folder:
        for cpu, of in itertools.product(CPUS, _STAGES):
            name = f"{cpu}-{of}.bin"
            code = _build(cpu, of, Path(folder))
            print(f"{name}  {len(code):,} bytes")
            kept = HERE / name
            if not check:
                kept.write_bytes(code)
            elif not kept.exists() or kept.read_bytes() != code:
                differ.append(name)
    for name in differ:
        print(f"{name} is not what its sources make: build.py again, and commit it")
    return bool(differ)


def _build(cpu: str, of: str, folder: Path) -> bytes:
    """A stage's bytes: code and constants."""
    linked = folder / f"{cpu}-{of}.elf"
    source, define = _STAGES[of]
    command = [sys.executable, "-m", "ziglang", "cc", "-target", f"{cpu}-linux-none"]
    command += [*_FLAGS, *_TINY.get(cpu, ()), define, f"-Wl,-T,{source}.ld"]
    command += ["-o", str(linked), f"{source}.c"]
    environment = {**os.environ, "ZIG_GLOBAL_CACHE_DIR": str(folder / "cache")}
    subprocess.run(command, cwd=HERE, env=environment, check=True)
    with linked.open("rb") as file:
        elf = ELFFile(file)
        loaded = {s.name: s for s in elf.iter_sections() if s["sh_flags"] & 2 and s["sh_size"]}
        if beside := set(loaded) - {".text", *_OF_THE_LINKER}:
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
