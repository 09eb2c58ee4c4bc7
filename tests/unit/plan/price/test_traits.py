"""What a variant has lost is what it lacks of the baseline's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.plan.price.traits import TRAITS, Seen, lost
from slimgo.values.binary import BinaryFacts, BuildInfo
from slimgo.values.target import Target

PLAIN = BinaryFacts(
    size_bytes=1,
    sha256="",
    target=Target(goos="linux", goarch="amd64"),
    interpreter="",
    needed=(),
    pie=False,
    symbols=True,
    debug_info=True,
    packed_by="",
    build_info=BuildInfo(go_version="go1.27.3", settings=()),
)
HTTP2 = "net/http/internal/http2.(*serverConn).serve"


def seen(
    file: BinaryFacts = PLAIN, *settings: tuple[str, str], functions: tuple[str, ...] = (HTTP2,)
) -> Seen:
    info = BuildInfo(go_version="go1.27.3", settings=settings)
    return Seen(
        file=file, unpacked=replace(PLAIN, build_info=info), has=lambda name: name in functions
    )


def test_a_plain_build_has_lost_nothing() -> None:
    assert all(each.there(seen()) for each in TRAITS)
    assert lost(seen(), seen()) == ()


@pytest.mark.parametrize(
    ("of", "gone"),
    [
        (seen(replace(PLAIN, symbols=False)), {"symbols", "outside profiler"}),
        (seen(replace(PLAIN, debug_info=False)), {"debugger"}),
        (seen(replace(PLAIN, build_info=None)), {"build info"}),
        (
            seen(replace(PLAIN, packed_by="upx")),
            {"starts without memory that becomes executable"},
        ),
        (seen(functions=()), {"HTTP/2"}),
        (seen(PLAIN, ("-gcflags", "all=-l")), {"inlining"}),
        (seen(PLAIN, ("-gcflags", "all=-l -B")), {"inlining", "bounds checks"}),
        (seen(PLAIN, ("-tags", "netgo,purego")), {"assembly"}),
        (seen(PLAIN, ("GOAMD64", "v2")), {"processors below v2"}),
        (seen(PLAIN, ("GOAMD64", "v3")), {"processors below v2", "processors below v3"}),
    ],
)
def test_each_trait_is_read_off_the_file(of: Seen, gone: set[str]) -> None:
    assert {*lost(of, seen())} == gone


def test_what_the_baseline_never_had_is_not_lost() -> None:
    assert lost(seen(functions=()), seen(functions=())) == ()
