"""The surroundings that packed programs are started in. Another one is an entry here."""

from __future__ import annotations

from slimgo.values.surrounding import Surrounding

PLAIN = Surrounding(name="no variables")
"""How the program is started anyway: what comes of it there is what must come of it elsewhere."""

_PAGE_BYTES = 4096
_ARG_STRLEN_BYTES = 128 * 1024
"""The kernel's longest argument or variable, its final zero included: MAX_ARG_STRLEN,
linux/binfmts.h."""


def _variables(count: int) -> Surrounding:
    return Surrounding(name=f"{count:,} variable{'s' if count != 1 else ''}", variables=count)


def _stack(kilobytes: int) -> Surrounding:
    return Surrounding(
        name=f"a stack of {kilobytes} kB", stack_bytes=kilobytes * 1024, native_only=True
    )


def _value(size_bytes: int) -> Surrounding:
    return Surrounding(name=f"a value of {size_bytes:,} bytes", value_bytes=size_bytes)


def _stack_offset(pages: int, size_bytes: int) -> Surrounding:
    """The program's first stack pointer moves by this many bytes: without random addresses a
    walk through a page meets each place at which what the kernel put there can cross one."""
    total = pages * _PAGE_BYTES + size_bytes
    return Surrounding(
        name=f"{total:,} bytes more on the stack", value_bytes=total, random_addresses=False
    )


_LONGEST = _value(_ARG_STRLEN_BYTES - len("PAD=") - 1)
ARGUMENTS = Surrounding(name="100,000 arguments", arguments=100_000)
_ODD = (
    Surrounding(name="an empty argv[0]", argv0="empty", native_only=True),
    Surrounding(name="no argv[0]", argv0="none", native_only=True),
    Surrounding(name="one CPU", one_cpu=True),
    Surrounding(name="addresses not random", random_addresses=False),
)

SHORT = (
    PLAIN,
    *(_variables(count) for count in (500, 520, 3000)),
    _LONGEST,
    ARGUMENTS,
    *_ODD,
    _stack(64),
    *(_stack_offset(0, size_bytes) for size_bytes in (2048, 4096)),
)
"""For every packed program: under a second."""

FULL = (
    PLAIN,
    *(_variables(count) for count in (1, 10, 100, 500, 505, 510, 520, 600, 1000, 2000, 3000)),
    _value(100_000),
    _LONGEST,
    ARGUMENTS,
    *_ODD,
    *(_stack(kilobytes) for kilobytes in (64, 128, 256, 1024)),
    # the kernel aligns the stack pointer to 16 bytes, so no place in a page is left out
    *(_stack_offset(0, size_bytes) for size_bytes in range(16, _PAGE_BYTES + 1, 16)),
    *(_stack_offset(pages, offset) for pages in (2, 4, 8, 16) for offset in (-32, -16, 0, 16, 32)),
)
"""For the matrix: every size of the first page, and the boundaries of later ones."""


def emulated(table: tuple[Surrounding, ...]) -> tuple[Surrounding, ...]:
    """Those of a table that say something about a program under user emulation.

    An emulator is slow and lays the stack out itself: a sixteenth of the sizes will do.
    """
    kept = [each for each in table if not each.native_only]
    offsets = [each for each in kept if each.value_bytes and not each.random_addresses]
    return tuple(each for each in kept if each not in offsets or each in offsets[15::16])
