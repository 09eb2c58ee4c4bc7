"""What is known of each choice that makes a program or its image smaller."""

from __future__ import annotations

import re

import pytest

from slimgo.plan.flags import KNOWN, flags, known

TYPED = (
    "GOOS=linux", "CGO_ENABLED=0", "GOAMD64=v3", "go", "build", "-C", "m", "-trimpath",
    "-buildvcs=false", "-tags", "a,b", "-gcflags", "all=-l -B", "-ldflags",
    "-s -w -X 'main.v=1 2' -X main.w=3", "-o", "build/x", "./cmd/x",
)  # fmt: skip


def test_each_flag_is_told_by_itself() -> None:
    assert [*flags(TYPED)] == [
        "CGO_ENABLED=0",
        "GOAMD64=v3",
        "-trimpath",
        "-buildvcs=false",
        "-tags a,b",
        "-gcflags all=-l -B",
        "-s",
        "-w",
        "-X 'main.v=1 2'",
        "-X main.w=3",
    ]
    assert [*flags(("install", "-m", "0755", "a", "b"))] == []


@pytest.mark.parametrize(
    ("flag", "effect"),
    [
        ("CGO_ENABLED=0", "changes behaviour"),
        ("GOAMD64=v3", "changes behaviour"),
        ("-trimpath", "free"),
        ("-s", "free"),
        ("-X 'main.v=1\n2'", "free"),
        ("-tags netgo,nethttpomithttp2", "changes behaviour"),
        ("-tags timetzdata", "free"),
        ("-gcflags all=-l", "costs speed or memory"),
        ("-gcflags all=-B", "changes behaviour"),
        ("-gcflags all=-N", "changes behaviour"),
        ("upx -9", "costs speed or memory"),
        ("gopack", "costs speed or memory"),
        ("gopack --best", "costs speed or memory"),
        ("FROM scratch", "changes behaviour"),
        ("USER 65532:65532", "changes behaviour"),
    ],
)
def test_each_has_one_effect(flag: str, effect: str) -> None:
    about = known(flag)
    assert about
    assert about.effect == effect


@pytest.mark.parametrize("flag", ["GOAMD64=v1", "USER 0", "USER 0:0", "-x"])
def test_of_the_usual_nothing_is_said(flag: str) -> None:
    assert known(flag) is None


def test_what_changes_behaviour_says_what_is_lost_or_does_otherwise() -> None:
    for each in KNOWN:
        assert each.does
        re.compile(each.pattern)
        if each.effect == "free":
            assert "security" not in each.lost
