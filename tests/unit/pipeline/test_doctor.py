"""What is here, what is not, and how to get it: a line for each tool."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from slimgo.engines.choose import Here
from slimgo.engines.refusal import Refusal
from slimgo.errors import ToolMissing
from slimgo.pipeline import doctor as looking
from slimgo.pipeline.doctor import Finding, doctor, examine
from slimgo.pipeline.packers import TOOLS
from slimgo.run.process import Surroundings
from slimgo.sandbox.isolation import Isolation
from slimgo.values.tool import Tool
from tests.unit.pipeline.fakes import FakeEngine
from tests.unit.pipeline.tools import GO, UPX
from tests.unit.pipeline.workshop import Settings, settings_in, terminal_of

Captured = pytest.CaptureFixture[str]
PYTHON = Tool(name="python", version="3.13.1", path=Path("/py"), origin="", identity="")


def isolation_of(goarch: str) -> Isolation:
    return Isolation(level=None, reason=f"nothing isolates on {goarch}")


@dataclass
class Machine:
    """Where each tool is there unless it is among the missing. tried: each engine, with what."""

    folder: Path
    missing: dict[str, ToolMissing | Refusal] = field(default_factory=dict)
    tried: list[Here] = field(default_factory=list)
    search: dict[str, str] | None = None
    """The reader's PATH; None for the folder where everything is."""

    def settings(self, *, packer: str = "upx", engine: str = "") -> Settings:
        search = {"PATH": str(self.folder / "bin")} if self.search is None else self.search
        ambient = {"HOME": str(self.folder), **search}
        return settings_in(self.folder, packer=packer, engine=engine, go="a go", ambient=ambient)

    def find_go(self, named: str, where: Surroundings, cache: Path) -> Tool:
        assert (named, cache) == ("a go", self.folder / "cache")
        assert where.directory == self.folder
        return self._tool("go", replace(GO, origin="pinned"))

    def look(self, settings: Settings, where: Surroundings) -> Tool:
        assert settings.project == where.directory == self.folder
        return self._tool("upx", replace(UPX, origin="on PATH"))

    def _tool(self, name: str, tool: Tool) -> Tool:
        error = self.missing.get(name)
        if isinstance(error, ToolMissing):
            raise error
        return tool

    def try_engine(self, name: str, here: Here) -> FakeEngine | Refusal:
        self.tried.append(here)
        refusal = self.missing.get(name)
        if isinstance(refusal, Refusal):
            return refusal
        needs = "it needs a flag" if name == "podman" else ""
        return FakeEngine(folder=self.folder, version=f"{name} 1", place=f"at {name}", needs=needs)

    def findings(self, **settings: str) -> dict[str, Finding]:
        return {each.name: each for each in examine(self.settings(**settings))}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "bin").mkdir()
    for name in ("apt-get", "docker", "curl"):
        (tmp_path / "bin" / name).touch(mode=0o755)
    machine = Machine(tmp_path)
    monkeypatch.setattr(looking, "find_go", machine.find_go)
    monkeypatch.setattr(looking, "python", lambda: PYTHON)
    monkeypatch.setattr(looking, "try_engine", machine.try_engine)
    monkeypatch.setattr(looking, "choose_isolation", isolation_of)
    monkeypatch.setattr("slimgo.pipeline.find.host_goarch", lambda: "arm64")
    monkeypatch.setitem(TOOLS, "upx", replace(TOOLS["upx"], look=machine.look))
    return machine


def test_each_tool_is_found_with_its_version_and_its_place(machine: Machine) -> None:
    usable = Finding(name="", version="", where="", fits=True, needed=False)
    assert examine(machine.settings()) == (
        Finding(name="python", version="3.13.1", where="/py", fits=True, needed=True),
        Finding(name="go", version="1.27.3", where="/go/bin/go (pinned)", fits=True, needed=True),
        Finding(name="upx", version="4.2.4", where="/bin/upx (on PATH)", fits=True, needed=True),
        replace(usable, name="docker", version="docker 1", where="at docker"),
        replace(usable, name="podman", version="podman 1", where="at podman; it needs a flag"),
        replace(usable, name="builtin", version="builtin 1", where="at builtin"),
        replace(usable, name="curl", where=str(machine.folder / "bin/curl")),
    )


def test_engines_are_tried_with_what_is_here(machine: Machine) -> None:
    examine(machine.settings())
    assert len(machine.tried) == 3
    here = machine.tried[0]
    assert (here.project, here.cache, here.goarch) == (
        machine.folder,
        machine.folder / "cache",
        "arm64",
    )
    assert here.isolation == isolation_of("arm64")
    assert here.surroundings.programs["docker"] == machine.folder / "bin/docker"


@pytest.mark.parametrize(("packer", "cure"), [("upx", "invoke setup"), ("gopack", "")])
def test_a_packer_is_needed_by_who_packs_with_it(machine: Machine, packer: str, cure: str) -> None:
    machine.missing["upx"] = ToolMissing("UPX is not here", cure="invoke setup")
    upx = machine.findings(packer=packer)["upx"]
    assert (upx.fits, upx.needed, upx.cure) == (False, packer == "upx", cure)
    assert (upx.version, upx.where) == ("", "UPX is not here")


def test_what_a_tool_says_of_itself_is_told(machine: Machine) -> None:
    machine.missing["go"] = ToolMissing("no working Go", why="it said nothing", cure="name one")
    go = machine.findings()["go"]
    assert (go.where, go.cure) == ("no working Go: it said nothing", "name one")
    assert (go.fits, go.needed) == (False, True)


def test_an_engine_that_is_not_there_is_installed_and_one_that_fails_cured(
    machine: Machine,
) -> None:
    for name in ("docker", "podman", "builtin"):
        machine.missing[name] = Refusal(why=f"{name} fails", cure=f"mend {name}")
    found = machine.findings()
    for name, cure in (
        ("docker", "mend docker"),
        ("podman", "apt-get install podman   (as root)"),
        ("builtin", "mend builtin"),
    ):
        assert found[name] == Finding(
            name=name, version="", where=f"{name} fails", fits=False, needed=False, cure=cure
        )
    assert found["engine"] == Finding(
        name="engine",
        version="",
        where="none does not work here",
        fits=False,
        needed=True,
        cure="install docker or podman",
    )


def test_what_installs_programs_is_looked_for_on_the_readers_path(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.missing["podman"] = Refusal(why="it is not there")
    monkeypatch.setenv("PATH", "")
    assert machine.findings()["podman"].cure == "apt-get install podman   (as root)"
    monkeypatch.setenv("PATH", str(machine.folder / "bin"))
    machine.search = {}
    assert machine.findings()["podman"].cure == ""


def test_one_engine_is_enough_unless_another_was_asked_for(machine: Machine) -> None:
    machine.missing["docker"] = Refusal(why="it fails")
    assert "engine" not in machine.findings()
    assert "engine" not in machine.findings(engine="podman")
    forced = machine.findings(engine="docker")["engine"]
    assert forced.where == "docker does not work here"
    assert forced.cure == "leave --engine out"


def test_without_curl_nothing_is_lost(machine: Machine) -> None:
    (machine.folder / "bin/curl").unlink()
    curl = machine.findings()["curl"]
    assert (curl.fits, curl.needed, curl.cure) == (False, False, "")
    assert curl.where == "not here: invoke ask makes its own request"


def test_the_table_says_what_will_work(machine: Machine, capsys: Captured) -> None:
    machine.missing["docker"] = Refusal(why="it fails", cure="mend docker")
    doctor(machine.settings(), works="a build")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "✓ python      3.13.1     /py",
        "✓ go          1.27.3     /go/bin/go (pinned)",
        "✓ upx         4.2.4      /bin/upx (on PATH)",
        "– docker                 it fails",
        "    → mend docker",
        "✓ podman      podman 1   at podman; it needs a flag",
        "✓ builtin     builtin 1  at builtin",
        f"✓ curl                   {machine.folder}/bin/curl",
        "a build will work.",
    ]


def test_what_is_missing_is_an_error_with_the_first_cure(
    machine: Machine, capsys: Captured
) -> None:
    machine.missing["go"] = ToolMissing("no Go", cure="get one")
    machine.missing["upx"] = ToolMissing("no UPX", cure="get it")
    with pytest.raises(ToolMissing) as caught:
        doctor(machine.settings(), works="a build")
    assert caught.value.what == "not all that a build needs is here: go, upx"
    assert caught.value.cure == "get one"
    out = capsys.readouterr().out
    assert "✗ go                     no Go\n    → get one\n" in out
    assert "will work" not in out


@pytest.mark.parametrize(
    ("columns", "below"),
    [(None, []), (109, ["    " + "y" * 60]), (110, [" " * 25 + "y" * 60])],
)
def test_a_place_goes_on_below_the_others_where_there_is_room(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    columns: int | None,
    below: list[str],
) -> None:
    place = f"{'x' * 40} {'y' * 60}"
    curl = Finding(name="curl", version="", where=place, fits=True, needed=False, cure=place)
    monkeypatch.setattr(looking, "examine", lambda _: (curl,))
    terminal_of(monkeypatch, columns)
    doctor(machine.settings(), works="it")
    lines = capsys.readouterr().out.splitlines()
    first = f"✓ curl                   {'x' * 40}"
    assert lines[:-2] == ([first, *below] if columns else [f"{first} {'y' * 60}"])


def test_a_cure_goes_on_below_itself(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    cure = f"{'x' * 60} {'y' * 60}"
    curl = Finding(name="curl", version="", where="", fits=True, needed=False, cure=cure)
    monkeypatch.setattr(looking, "examine", lambda _: (curl,))
    terminal_of(monkeypatch, 80)
    doctor(machine.settings(), works="it")
    assert capsys.readouterr().out.splitlines()[:3] == [
        "✓ curl",
        f"    → {'x' * 60}",
        f"      {'y' * 60}",
    ]
