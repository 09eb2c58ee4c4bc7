"""A program that already exists: read, started and watched."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput, Unreadable
from slimgo.sandbox.isolation import Isolation
from slimgo.values.looked import Looked
from slimgo.values.opened import Opened
from slimgo.values.verdict import Verdict
from tests.unit.pipeline.looks import OPENS, Looker, Watched
from tests.unit.pipeline.running import GONE, LEVEL, FakeSandbox


def verdict(result: Looked, check: str) -> Verdict:
    return next(each for each in result.verdicts if each.check == check)


def test_a_program_is_read_started_and_watched(looker: Looker) -> None:
    content = looker.program("tool")
    result = looker.look("./tool")
    assert (result.name, result.program, result.image) == ("./tool", "tool", None)
    assert result.binary.size_bytes == len(content)
    assert result.binary.build_info
    assert [(each.check, each.status) for each in result.verdicts] == [
        ("static", "pass"),
        ("runs", "pass"),
        ("leaves nothing", "pass"),
    ]
    assert (result.user, result.isolation) == ("65532:65532", LEVEL.name)
    assert result.opened == OPENS
    assert looker.doings() == ["reading ./tool", "starting it", "looking at what it opens"]


def test_it_is_started_alone_as_nobody(looker: Looker, sandbox: FakeSandbox) -> None:
    content = looker.program("tool")
    looker.look("tool", run="--name x")
    (guest,) = sandbox.started
    assert (guest.argv, guest.port) == (("/program", "--name", "x"), 0)
    assert (guest.uid, guest.gid) == (65532, 65532)
    assert sandbox.levels == [LEVEL]
    # nothing but it is in its root, and whatever it was, it may be executed
    assert sandbox.roots == [{"program": 0o755}]
    assert sandbox.programs == [content]


def test_it_is_watched_for_two_seconds_as_the_same_user(looker: Looker) -> None:
    content = looker.program("tool")
    looker.look("tool")
    assert looker.watched == [
        Watched(
            program=content,
            mode=0o755,
            arguments=(),
            seconds=2.0,
            environment={},
            user=(65532, 65532),
        )
    ]


def test_a_service_is_asked_at_its_port(looker: Looker, sandbox: FakeSandbox) -> None:
    sandbox.at_once = False
    looker.program("tool")
    result = looker.look("tool", port=8080, ask=("/a=hello",))
    assert verdict(result, "runs").status == "pass"
    assert [guest.port for guest in sandbox.started] == [8080]
    assert sandbox.asked == ["/a"]


def test_what_it_does_is_found_out_where_nobody_said(looker: Looker, sandbox: FakeSandbox) -> None:
    looker.program("tool")
    result = looker.look("tool", ask=None)
    assert verdict(result, "runs").status == "pass"
    assert [guest.argv for guest in sandbox.started] == [("/program",), ("/program", "--help")]


def test_what_ends_by_itself_cannot_be_asked(looker: Looker) -> None:
    looker.program("a-tool")
    with pytest.raises(BadInput) as caught:
        looker.look("./a-tool", ask=("/a",))
    assert caught.value.what == "a-tool ends by itself, with status 0, and cannot be asked"


def test_where_it_listens_is_found_out(
    looker: Looker, sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slimgo.facts.discover.listening_ports", lambda _: (9090,))
    monkeypatch.setattr("slimgo.facts.discover._SETTLED_SECONDS", 0)
    sandbox.at_once, sandbox.pid = False, GONE
    looker.program("tool")
    looker.look("tool", ask=("/a",))
    assert [guest.port for guest in sandbox.started] == [0, 9090]


def test_what_cannot_be_started_is_red(looker: Looker) -> None:
    looker.broken = "no memory\nat all"
    looker.program("tool")
    result = looker.look("tool")
    why = "it cannot be started: no memory"
    assert verdict(result, "runs") == Verdict(check="runs", status="fail", evidence=why)


def test_another_processors_program_is_not_started(looker: Looker) -> None:
    looker.program("tool", goarch="arm64")
    result = looker.look("tool")
    why = "it is for linux/arm64, and this machine is linux/amd64"
    assert [(each.check, each.status) for each in result.verdicts] == [
        ("static", "pass"),
        ("runs", "skip"),
    ]
    assert verdict(result, "runs").evidence == why
    assert (result.isolation, result.opened) == ("", Opened(lacks=why))
    assert looker.doings() == ["reading tool"]


def test_where_nothing_can_be_isolated_it_is_not_started(looker: Looker) -> None:
    looker.isolation = Isolation(level=None, reason="no namespaces")
    looker.program("tool")
    result = looker.look("tool")
    assert verdict(result, "runs").evidence == "no namespaces"
    assert (result.isolation, result.opened) == ("", Opened(lacks="no namespaces"))
    assert looker.watched == []


def test_the_go_that_was_named_reads_it(looker: Looker) -> None:
    looker.program("tool")
    looker.look("tool", run="", go="a go")
    looker.look("tool")
    assert looker.asked_of == ["a go", ""]
    # a workspace counts, as it does for `go build`
    assert [where.environment.get("GOWORK") for where in looker.asked_in] == [None, None]


def test_a_broken_program_is_refused(looker: Looker) -> None:
    (looker.folder / "broken").write_bytes(b"\x7fELF and no more")
    with pytest.raises(Unreadable, match="cannot be read as ELF"):
        looker.look("broken")


def test_nothing_is_left_of_it(looker: Looker, sandbox: FakeSandbox) -> None:
    looker.program("tool")
    looker.look("tool")
    assert not sandbox.started[0].root.parent.exists()
    assert [path.name for path in looker.folder.iterdir()] == ["tool"]
