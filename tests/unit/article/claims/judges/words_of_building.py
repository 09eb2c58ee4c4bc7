"""What is found of the program as Go builds it, word for word: as the evidence was, and spoiled."""

from __future__ import annotations

from article.claims.catalogue import (
    CGO,
    EXTERNAL,
    FOREIGN,
    NETGO,
    PACKED,
    PLAIN,
    SMALL,
    TYPED,
    TYPED_PACKED,
    TYPED_SMALL,
    TYPED_STATIC,
)
from tests.unit.article.claims.judges.spoil import (
    DYNAMIC,
    STATIC,
    Row,
    as_found,
    both,
    facts,
    failed,
    heard,
    not_run,
    unheard,
    unproved,
    unread,
)

ROWS = (
    Row("answers", as_found,
        "holds: so answer the plain, the stripped and the packed program; an empty name too "
        "-> each is started alone in a root of its own and asked"),
    Row("answers", unproved(PLAIN), "no longer: linux-amd64/static does not -> see its cell"),
    Row("answers", unproved(SMALL), "no longer: linux-amd64/small does not -> see its cell"),
    Row("answers", unproved(PACKED), "no longer: linux-amd64/small-upx9 does not -> see its cell"),
    Row("answers", not_run(SMALL, "no Go here"),
        "cannot be checked here: linux-amd64/small: no Go here "
        '-> nox -s "verify(linux-amd64/small)"'),
    Row("answers", not_run(SMALL, ""),
        "cannot be checked here: linux-amd64/small: it was not made "
        '-> nox -s "verify(linux-amd64/small)"'),
    Row("answers", not_run(SMALL, "no Go here: apt-get install go: or fetch it"),
        "cannot be checked here: linux-amd64/small: no Go here -> apt-get install go: or fetch it"),
    Row("answers", failed(SMALL, "runs ✗: GET /: 500 oops"),
        "cannot be checked here: linux-amd64/small: runs ✗: GET /: 500 oops "
        '-> nox -s "verify(linux-amd64/small)"'),
    Row("cross", as_found,
        "cannot be checked here: the other way round: darwin/arm64 and windows/amd64 programs "
        "built on Linux "
        "-> it would need a Mac; cross-compiling turns cgo off, so the program is static"),
    Row("cross", not_run(FOREIGN[0], "no Go here"),
        "cannot be checked here: darwin-arm64/static: no Go here "
        '-> nox -s "verify(darwin-arm64/static)"'),
    Row("cross", not_run(FOREIGN[1], "no Go here"),
        "cannot be checked here: windows-amd64/static: no Go here "
        '-> nox -s "verify(windows-amd64/static)"'),
    Row("darwin", as_found,
        "holds: refused for an image: darwin-arm64, not a Linux program (ELF); windows-amd64, not "
        "a Linux program (ELF) "
        "-> a Linux kernel starts ELF programs only"),
    Row("darwin", unproved(FOREIGN[0]), "wrong: it is taken for an image -> see its cell"),
    Row("darwin", unproved(FOREIGN[1]), "wrong: it is taken for an image -> see its cell"),
    Row("netgo elsewhere", as_found,
        "cannot be checked here: no image holds their programs -> it would need those systems"),
    Row("netgo", as_found,
        "wrong: as typed on Linux: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6; "
        "with cgo on and -tags netgo: nothing "
        "-> where a C compiler is there cgo is on, and package net uses the C library [libc.so.6]"),
    Row("netgo", unread(TYPED),
        "cannot be checked here: linux-amd64/article-app: its program was not read "
        "-> invoke clean"),
    Row("netgo", facts(TYPED, needed=("libresolv.so.2", "libc.so.6")),
        "wrong: as typed on Linux: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6; "
        "with cgo on and -tags netgo: nothing "
        "-> where a C compiler is there cgo is on, and package net uses the C library "
        "[libresolv.so.2, libc.so.6]"),
    Row("netgo", facts(TYPED, interpreter=""),
        "wrong: as typed on Linux: interpreter none, needs libc.so.6; with cgo on and -tags "
        "netgo: nothing "
        "-> where a C compiler is there cgo is on, and package net uses the C library [libc.so.6]"),
    Row("netgo", facts(TYPED, needed=()),
        "wrong: as typed on Linux: interpreter /lib64/ld-linux-x86-64.so.2, needs no C library; "
        "with cgo on and -tags netgo: nothing "
        "-> where a C compiler is there cgo is on, and package net uses the C library"),
    Row("netgo", facts(TYPED, **STATIC), "holds: static as typed -> nothing needs a C library"),
    Row("netgo", facts(NETGO, **DYNAMIC), "wrong: netgo changes nothing -> see the cells"),
    Row("netgo", facts(CGO, **STATIC), "wrong: netgo changes nothing -> see the cells"),
    Row("extldflags", as_found,
        "wrong: as typed on Linux: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6; "
        "from scratch: No such file or directory "
        "-> the flag is for an external linker, and Go does not call one here: CGO_ENABLED=0 is "
        "what makes it static [docker: exec ./app.bin: no such file or directory (status 1)]"),
    Row("extldflags", unheard("docker dynamic"),
        "wrong: as typed on Linux: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6; "
        "from scratch: No such file or directory "
        "-> the flag is for an external linker, and Go does not call one here: CGO_ENABLED=0 is "
        "what makes it static"),
    Row("extldflags", facts(TYPED_STATIC, **STATIC),
        "holds: static as typed -> the linker was told"),
    Row("extldflags", unproved(TYPED_STATIC), "wrong: it starts all the same -> see its cell"),
    Row("dependencies", as_found,
        "wrong: as typed on Linux: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6; "
        "without cgo: none -> the author's Mac cross-compiled, which turns cgo off"),
    Row("dependencies", facts(TYPED_SMALL, **STATIC), "holds: none as typed -> it is static"),
    Row("dependencies", facts(SMALL, **DYNAMIC), "wrong: dynamic even without cgo -> see its cell"),
    Row("external", as_found,
        "holds: static and answering, larger than without cgo; the linker warns of getaddrinfo "
        "-> a static getaddrinfo loads the C library's own plug-ins when it runs, and in scratch "
        "there are none [9.52 MB, without cgo 8.58 MB]"),
    Row("external", facts(EXTERNAL, size_bytes=8_582_402),
        "holds: static and answering, smaller than without cgo; the linker warns of getaddrinfo "
        "-> a static getaddrinfo loads the C library's own plug-ins when it runs, and in scratch "
        "there are none [8.58 MB, without cgo 8.58 MB]"),
    Row("external", both(facts(EXTERNAL, size_bytes=9_505_000), facts(PLAIN, size_bytes=8_505_000)),
        "holds: static and answering, larger than without cgo; the linker warns of getaddrinfo "
        "-> a static getaddrinfo loads the C library's own plug-ins when it runs, and in scratch "
        "there are none [9.51 MB, without cgo 8.51 MB]"),
    Row("external", heard("linker", ""),
        "holds: static and answering, larger than without cgo; the linker accepts getaddrinfo "
        "-> a static getaddrinfo loads the C library's own plug-ins when it runs, and in scratch "
        "there are none [9.52 MB, without cgo 8.58 MB]"),
    Row("external", facts(EXTERNAL, **DYNAMIC),
        "wrong: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6 -> see its cell"),
    Row("external", unproved(EXTERNAL),
        "wrong: interpreter none, needs no C library -> see its cell"),
    Row("upx hides", as_found,
        "holds: before: interpreter /lib64/ld-linux-x86-64.so.2, needs libc.so.6; packed: names "
        "neither; from scratch: status 127, no word "
        "-> its own loader looks for the interpreter only when it runs: check before packing"),
    Row("upx hides", facts(TYPED_PACKED, **DYNAMIC),
        "wrong: it shows what it did before -> see the cells"),
    Row("upx hides", facts(TYPED_SMALL, **STATIC),
        "wrong: it shows what it did before -> see the cells"),
    Row("upx hides", unproved(TYPED_PACKED), "wrong: it shows what it did before -> see the cells"),
    Row("strips", as_found,
        "holds: both are there without the flags, neither with them -> read off the ELF sections"),
    Row("strips", facts(SMALL, debug_info=True),
        "no longer: they strip something else -> see the cells"),
    Row("strips", facts(SMALL, symbols=True),
        "no longer: they strip something else -> see the cells"),
    Row("strips", facts(PLAIN, symbols=False),
        "no longer: they strip something else -> see the cells"),
    Row("strips", facts(PLAIN, debug_info=False),
        "no longer: they strip something else -> see the cells"),
    Row("static size", as_found,
        "no longer: 8.2M, which are 8.6 MB "
        "-> Go's library and runtime have grown since 2019 [8582402 B]"),
    Row("static size", facts(PLAIN, size_bytes=6_500_000),
        "holds: 6.2M, which are 6.5 MB "
        "-> Go's library and runtime have grown since 2019 [6500000 B]"),
    Row("static size", facts(PLAIN, size_bytes=8_550_000),
        "no longer: 8.2M, which are 8.6 MB "
        "-> Go's library and runtime have grown since 2019 [8550000 B]"),
    Row("small size", as_found,
        "no longer: 5.6M, which are 5.8 MB -> the same app by today's Go [5820576 B]"),
    Row("small size", facts(SMALL, size_bytes=4_822_080),
        "holds: 4.6M, which are 4.8 MB -> the same app by today's Go [4822080 B]"),
    Row("stripping", as_found,
        "no longer: 32 % smaller "
        "-> symbols and debug information are a larger part today [32.18 %]"),
    Row("stripping", facts(SMALL, size_bytes=6_436_800),
        "holds: 25 % smaller -> symbols and debug information are a larger part today [25.00 %]"),
    Row("whole way", as_found,
        "holds: 72 % smaller -> stripping takes more than it did, packing less [72.16 %]"),
    Row("whole way", facts(PACKED, size_bytes=3_000_000),
        "no longer: 65 % smaller -> stripping takes more than it did, packing less [65.04 %]"),
)  # fmt: skip
