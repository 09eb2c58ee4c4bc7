"""What is found of what -s and -w take away, word for word: as the evidence was, and spoiled."""

from __future__ import annotations

from article.claims.catalogue import PLAIN, SMALL
from tests.unit.article.claims.judges.spoil import Row, as_found, both, heard, unheard, unproved

LONG = "a line that is longer than what is shown of it, with words at its end that nobody sees"

ROWS = (
    Row("effect", as_found,
        "holds: the same answers, and a panic names the same functions and lines "
        "-> Go's runtime keeps tables of its own for that"),
    Row("effect", both(heard("panic debug", "main.go:34"), heard("panic -s -w", "main.go:34")),
        "wrong: it answers or panics otherwise -> the stripped program does something else"),
    Row("effect", both(heard("panic debug", "main.work"), heard("panic -s -w", "main.work")),
        "wrong: it answers or panics otherwise -> the stripped program does something else"),
    Row("effect", heard("panic -s -w", "panic: asked to\n\n0x4c8525", 2),
        "wrong: it answers or panics otherwise -> the stripped program does something else"),
    Row("effect", unproved(PLAIN),
        "wrong: it answers or panics otherwise -> the stripped program does something else"),
    Row("effect", unproved(SMALL),
        "wrong: it answers or panics otherwise -> the stripped program does something else"),
    Row("nm", as_found,
        "holds: of the article's small program word for word, and status 1 "
        "-> -s leaves the symbol table out"),
    Row("nm", heard("nm -s -w", LONG),
        "no longer: a line that is longer than what is shown of it, with words at its end that "
        "nobod -> go tool nm"),
    Row("nm", heard("nm -s -w", ""), "no longer: nothing -> go tool nm"),
    Row("nm", heard("nm -s -w", "a: b: no symbol section\na: b: no symbols"),
        "holds: of the article's small program word for word, and status 0 "
        "-> -s leaves the symbol table out"),
    Row("lookup", as_found,
        "holds: addr2line of a function's address: main.work before, ?? after -s -w "
        "-> they read the symbol table; Go's own tables stay, and Go's tools know them "
        "[perf report, debug: names, -w: names, -s -w: addresses]"),
    Row("lookup", heard("addr2line -s -w", "main.work\n??:0"),
        "wrong: addr2line of a function's address: main.work before, main.work after -s -w "
        "-> they read the symbol table; Go's own tables stay, and Go's tools know them "
        "[perf report, debug: names, -w: names, -s -w: addresses]"),
    Row("lookup", heard("addr2line -s -w", ""),
        "cannot be checked here: addr2line names nothing even before -> apt-get install binutils"),
    Row("lookup", heard("addr2line debug", "??"),
        "cannot be checked here: addr2line names nothing even before -> apt-get install binutils"),
    Row("lookup", heard("addr2line debug", ""),
        "cannot be checked here: addr2line names nothing even before -> apt-get install binutils"),
    Row("lookup", unheard("perf debug", "perf -w", "perf -s -w"),
        "holds: addr2line of a function's address: main.work before, ?? after -s -w "
        "-> they read the symbol table; Go's own tables stay, and Go's tools know them"),
    Row("lookup", unheard("perf -w"),
        "holds: addr2line of a function's address: main.work before, ?? after -s -w "
        "-> they read the symbol table; Go's own tables stay, and Go's tools know them "
        "[perf report, debug: names, -s -w: addresses]"),
    Row("gdb", as_found,
        "holds: a breakpoint at a line is hit before, never after "
        "-> only DWARF says which address a line has"),
    Row("gdb", heard("gdb -w", "Thread 1 hit Breakpoint 1"),
        "wrong: the breakpoint is still hit -> gdb finds the line without DWARF"),
    Row("gdb", heard("gdb debug", "ptrace: Operation not permitted"),
        "cannot be checked here: gdb stops at no line even before "
        "-> allow it to trace: docker run --cap-add SYS_PTRACE"),
    Row("pprof", as_found,
        "wrong: what works: before -top, -list, -disasm; after -w -top, -list, -disasm; after -s "
        "-w -top, -list; packed as well -top, -list "
        "-> a profile that the program takes itself names its functions and lines"),
    Row("pprof", heard("pprof -list -w", "no matches"),
        "holds: what works: before -top, -list, -disasm; after -w -top, -disasm; after -s -w "
        "-top, -list; packed as well -top, -list "
        "-> a profile that the program takes itself names its functions and lines"),
    Row("pprof", heard("pprof -disasm packed", "==== main.work"),
        "wrong: what works: before -top, -list, -disasm; after -w -top, -list, -disasm; after -s "
        "-w -top, -list; packed as well -top, -list, -disasm "
        "-> a profile that the program takes itself names its functions and lines"),
    Row("pprof", both(heard("pprof -top packed", ""), heard("pprof -list packed", "")),
        "wrong: what works: before -top, -list, -disasm; after -w -top, -list, -disasm; after -s "
        "-w -top, -list; packed as well nothing "
        "-> a profile that the program takes itself names its functions and lines"),
    Row("pprof", heard("pprof -top debug", ""),
        "cannot be checked here: pprof shows too little even before -> invoke article"),
    Row("native", as_found,
        "holds: names alone stay: addr2line says main.work after -w, ?? after -s -w "
        "-> names come from the symbol table: native profilers (perf) show addresses after -s "
        "[perf report, debug: names, -w: names, -s -w: addresses]"),
    Row("native", heard("addr2line -w", "??"),
        "wrong: names alone stay: addr2line says ?? after -w, ?? after -s -w "
        "-> names come from the symbol table: native profilers (perf) show addresses after -s "
        "[perf report, debug: names, -w: names, -s -w: addresses]"),
    Row("native", heard("addr2line -s -w", "main.work"),
        "wrong: names alone stay: addr2line says main.work after -w, main.work after -s -w "
        "-> names come from the symbol table: native profilers (perf) show addresses after -s "
        "[perf report, debug: names, -w: names, -s -w: addresses]"),
    Row("native", unheard("perf debug", "perf -w", "perf -s -w"),
        "holds: names alone stay: addr2line says main.work after -w, ?? after -s -w "
        "-> names come from the symbol table: native profilers (perf) show addresses after -s"),
)  # fmt: skip
