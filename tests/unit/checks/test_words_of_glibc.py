"""What a linker says of glibc's functions becomes a line of advice for each, word for word."""

from __future__ import annotations

import pytest

from slimgo.checks.glibc import advice

TAGS = ("netgo", "osusergo")
"""Those that a program has which glibc is linked into."""
WARNING = (
    "warning: Using '{}' in statically linked applications requires at runtime the shared "
    "libraries from the glibc version used for linking"
)
HOSTS = (
    "may find no host by its name: glibc loads libraries for that; look hosts up in Go (package "
    "net), or link musl instead: --cgo zig"
)
USERS = (
    "may find no user and no group: glibc loads libraries for that; look them up in Go (package "
    "os/user), or link musl instead: --cgo zig; both read /etc/passwd and /etc/group: --needs user"
)
NUMBERS = (
    "may find no number by its name: glibc loads libraries for that; write ports and protocols as "
    "numbers"
)
LIBRARIES = (
    "loads nothing: no library is there; link what it loads into the program, or build the program "
    "without it"
)
OTHERS = "may not work: glibc loads libraries for that; link musl instead: --cgo zig"


def linked(function: str, place: str = "") -> str:
    """As GNU ld 2.40 prints it."""
    return (
        f"# example.com/it\n/usr/bin/ld: x.o: in function `f':\n{place}{WARNING.format(function)}"
    )


@pytest.mark.parametrize(
    ("told", "functions"),
    [
        (HOSTS, ("getaddrinfo", "gethostbyname", "gethostbyaddr_r")),
        (USERS, ("getpwnam_r", "getgrgid", "getgrouplist", "getspnam", "getsgnam", "initgroups")),
        (NUMBERS, ("getservbyname", "getprotobynumber", "getnetbyname", "getrpcbyname")),
        (LIBRARIES, ("dlopen", "dlmopen")),
        (OTHERS, ("innetgr", "getaliasbyname", "my_dlopen")),
    ],
)
def test_each_kind_of_function_has_its_own_advice(told: str, functions: tuple[str, ...]) -> None:
    for function in functions:
        assert advice(linked(function), TAGS) == (f"in an image from scratch {function} {told}",)


@pytest.mark.parametrize(
    ("function", "tag", "tags"),
    [
        ("getaddrinfo", "netgo", ()),
        ("getaddrinfo", "netgo", ("osusergo", "fancy")),
        ("getgrgid_r", "osusergo", ("netgo",)),
    ],
)
def test_where_go_itself_calls_it_a_tag_is_the_cure(
    function: str, tag: str, tags: tuple[str, ...]
) -> None:
    (told,) = advice(linked(function), tags)
    assert f" for that; build with -tags {tag}, or link musl instead: --cgo zig" in told


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("/_/example.com/it/main.go:9: ", " (example.com/it/main.go:9)"),
        ("/usr/bin/ld: /_/example.com/x@v1.2.0/x.c:41: ", " (example.com/x@v1.2.0/x.c:41)"),
        ("/x/go-build/main.cgo2.c:58: ", " (main.go)"),
        ("/x/go-build/cgo-gcc-prolog:60: ", ""),
        ("/usr/bin/ld: a.c:(.text+0x322): ", ""),
        ("", ""),
    ],
)
def test_where_it_is_called_is_said_as_far_as_the_linker_knows(place: str, told: str) -> None:
    (line,) = advice(linked("getaddrinfo", place), TAGS)
    assert line == f"in an image from scratch getaddrinfo{told} {HOSTS}"


def test_a_function_is_named_once_and_in_the_order_of_the_linker() -> None:
    said = "\n".join(
        linked(function, f"/_/it/{number}.go:{number}: ")
        for number, function in enumerate(("getpwuid", "getaddrinfo", "getpwuid"))
    )
    assert [line.split()[4:7] for line in advice(said, TAGS)] == [
        ["scratch", "getpwuid", "(it/0.go:0)"],
        ["scratch", "getaddrinfo", "(it/1.go:1)"],
    ]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "/usr/bin/ld: warning: x.o: missing .note.GNU-stack section implies executable stack",
        "main.go:3:2: warning: 'getaddrinfo' is unused",
    ],
)
def test_other_words_are_no_advice(said: str) -> None:
    assert advice(said, TAGS) == ()
