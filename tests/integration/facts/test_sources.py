"""What a build is made of, asked of the real Go: everything that counts, and nothing else."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slimgo.pipeline.sources import sources_of
from slimgo.plan.environment import environment
from slimgo.run.process import Surroundings, run
from slimgo.run.store import Store
from slimgo.values.command import Command
from slimgo.values.sources import LeftOut, Sources
from slimgo.values.target import Target
from tests.integration.facts.module import HAPPENINGS, Happening, added, edited, removed, write

_SPEC = importlib.util.find_spec("go")
assert _SPEC
assert _SPEC.origin
GO = Path(_SPEC.origin).with_name("bin") / "go"
compiles_c = pytest.mark.skipif(
    shutil.which("gcc") is None, reason="not run: no gcc, which cgo compiles with"
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A project folder, and Go in it."""

    folder: Path
    cgo: bool = False
    argument: str = "."
    env: tuple[tuple[str, str], ...] = ()

    @property
    def surroundings(self) -> Surroundings:
        ours = environment(os.environ, target=Target(goos="linux", goarch="amd64"))
        return Surroundings(
            directory=self.folder, environment=ours | dict(self.env), programs={"go": GO}
        )

    @property
    def build(self) -> Command:
        return Command(
            argv=("go", "build", "-C", "app", "-trimpath", "-buildvcs=false",
                  *("-ldflags", "-s -w", "-o", "../out", self.argument)),
            env=(("GOOS", "linux"), ("CGO_ENABLED", "1" if self.cgo else "0")),
            output="../out",
        )  # fmt: skip

    @property
    def store(self) -> Store:
        return Store(build=self.folder / "build")

    def sources(self) -> Sources:
        """What is known or asked; asked again until an answer could be kept."""
        for _ in range(100):
            asked: list[str] = []
            found = self._asked(asked)
            if not asked or not found.complete:
                return found
        raise AssertionError("no answer was ever kept")

    def _asked(self, asked: list[str]) -> Sources:
        return sources_of(
            self.build,
            self.surroundings,
            self.store,
            go="go",
            asking=lambda: asked.append("go"),
        )

    def now(self) -> Sources:
        """The first answer, as a run would take it."""
        return sources_of(self.build, self.surroundings, self.store, go="go")

    def built(self) -> str:
        run(self.build, self.surroundings)
        return hashlib.sha256((self.folder / "out").read_bytes()).hexdigest()


@contextmanager
def place(*, cgo: bool = False) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        yield Place(folder=Path(folder), cgo=cgo)


def counts(happening: Happening, *, cgo: bool) -> bool:
    if cgo and happening.counts_with_cgo is not None:
        return happening.counts_with_cgo
    return happening.counts


INDEPENDENT = [each for each in HAPPENINGS if " goes" not in each.name and "comes" not in each.name]


@settings(max_examples=6, derandomize=True, database=None)
@given(
    cgo=st.booleans(),
    happenings=st.lists(st.sampled_from(INDEPENDENT), min_size=2, max_size=5, unique=True),
)
@example(cgo=False, happenings=[each for each in INDEPENDENT if "new" in each.name])
@example(cgo=False, happenings=[each for each in INDEPENDENT if "another Go" in each.name])
@example(cgo=False, happenings=[each for each in INDEPENDENT if "a tree" in each.name])
def test_what_counts_is_seen_and_what_does_not_is_not(cgo, happenings) -> None:
    with place(cgo=cgo) as here:
        before = here.sources()
        assert before.complete
        for happening in happenings:
            happening.do(here.folder)
            after = here.now()
            changed = after.inputs != before.inputs
            assert changed is counts(happening, cgo=cgo), happening.name
            before = here.sources()
            assert before == after, "a second look says something else"


def of_interest(*, cgo: bool) -> list[Happening]:
    """With cgo only what it could change: building takes seconds."""
    changing = [each for each in HAPPENINGS if "touched" not in each.name]
    return [each for each in changing if "lib" in each.name or "cgo" in each.name
            or "header" in each.name] if cgo else changing  # fmt: skip


@pytest.mark.parametrize("cgo", [False, pytest.param(True, marks=compiles_c)])
def test_nothing_is_called_the_same_of_which_go_makes_other_bytes(*, cgo: bool) -> None:
    with place(cgo=cgo) as here:
        before, bytes_before = here.now(), here.built()
        others = 0
        for happening in of_interest(cgo=cgo):
            happening.do(here.folder)
            after = here.now()
            assert (after.inputs != before.inputs) is counts(happening, cgo=cgo), happening.name
            if happening.builds:
                made = here.built()
                if made != bytes_before:
                    assert after.inputs != before.inputs, happening.name
                    others += 1
                bytes_before = made
            before = after
        assert others >= (2 if cgo else 15), "the edits hardly changed a byte: they prove nothing"


def test_an_answer_is_kept_while_nothing_changes_and_go_is_not_asked_again() -> None:
    with place() as here:
        first = here.sources()
        broken = Surroundings(directory=here.folder, environment=here.surroundings.environment)
        assert sources_of(here.build, broken, here.store, go="go") == first


@pytest.mark.parametrize(
    ("name", "env"),
    [("another Go", ()), ("an experiment", (("GOEXPERIMENT", "jsonv2"),))],
)
def test_another_go_or_environment_is_asked_again(name, env) -> None:
    with place() as here:
        here.sources()
        other = Place(folder=here.folder, env=env)
        asked: list[str] = []
        sources_of(
            other.build,
            other.surroundings,
            other.store,
            go="go" if env else "newer",
            asking=lambda: asked.append(name),
        )
        assert asked == [name]


def test_within_a_run_it_is_heard_once_and_the_next_run_sees_what_changed_meanwhile() -> None:
    with place() as here:
        heard: dict[str, Sources] = {}
        first = sources_of(here.build, here.surroundings, here.store, go="go", heard=heard)
        edited("app/main.go")(here.folder)
        again = sources_of(here.build, here.surroundings, here.store, go="go", heard=heard)
        assert again is first
        assert here.now().inputs != first.inputs


def test_a_named_file_alone_is_the_package() -> None:
    with place() as here:
        named = Place(folder=here.folder, argument="main.go")
        before = named.sources()
        added("app/second.go", "package main\n\nfunc init() { println(1) }\n")(here.folder)
        assert named.now().inputs == before.inputs
        edited("lib/lib.go")(here.folder)
        assert named.now().inputs != before.inputs


def test_a_library_in_the_folder_above_is_seen() -> None:
    """`replace example.com/lib => ..`, the case that was found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {
            "go.mod": "module example.com/lib\n",
            "lib.go": "package lib\n\nconst Says = 1000\n",
            "app/go.mod": "module example.com/app\n\nrequire example.com/lib v0.0.0\n\n"
            "replace example.com/lib => ..\n",
            "app/app.go": 'package main\n\nimport "example.com/lib"\n\n'
            "func main() { println(lib.Says) }\n",
        }.items():
            added(file, text)(folder)
        here = Place(folder=folder, argument="app.go")
        before = here.sources()
        edited("lib.go")(folder)
        assert here.now().inputs != before.inputs


def test_a_vendored_copy_counts_and_the_original_no_longer() -> None:
    with place() as here:
        before = here.sources()
        run(Command(argv=("go", "mod", "vendor")), Place(folder=here.folder / "app").surroundings)
        vendored = here.sources()
        assert vendored.complete
        assert vendored.inputs != before.inputs
        edited("lib/lib.go")(here.folder)
        assert here.now().inputs == vendored.inputs
        copy = "app/vendor/example.com/lib"
        edited(f"{copy}/lib.go")(here.folder)
        changed = here.sources()
        assert changed.inputs != vendored.inputs
        added(f"{copy}/new.go", "package lib\n")(here.folder)
        assert here.now().inputs != changed.inputs


def test_a_workspace_that_appears_above_is_seen_where_go_looks_for_one() -> None:
    """With GOWORK=off, as slimgo sets it, Go does not look for one."""
    with place() as here:
        looking = Place(folder=here.folder, env=(("GOWORK", ""),))
        off, before = here.sources(), looking.sources()
        added("go.work", "go 1.25\n\nuse ./app\n")(here.folder)
        assert looking.now().inputs != before.inputs
        assert here.now() == off
        removed("go.work")(here.folder)
        added("other/go.mod", "module example.com/lib\n\ngo 1.25\n")(here.folder)
        added("other/lib.go", 'package lib\n\nfunc Says() string { return "other" }\n')(here.folder)
        edited("app/go.mod", "replace example.com/lib => ../lib", "")(here.folder)
        assert not looking.now().complete
        added("go.work", "go 1.25\n\nuse (\n\t./app\n\t./other\n)\n")(here.folder)
        after = looking.sources()
        assert after.complete
        assert after.inputs != before.inputs
        edited("other/lib.go", "other", "OTHER")(here.folder)
        assert looking.now().inputs != after.inputs
        assert here.now() != off
        removed("go.work")(here.folder)
        assert not looking.now().complete


def test_a_module_that_cuts_a_package_off_is_seen() -> None:
    with place() as here:
        added("app/a/b/b.go", "package b\n")(here.folder)
        edited("app/main.go", "import (\n", 'import (\n\t_ "example.com/app/a/b"\n')(here.folder)
        assert here.sources().complete
        added("app/a/go.mod", "module example.com/else\n")(here.folder)
        assert not here.now().complete


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("app/main.go", "package main\n\nimport (\n"),
        ("app/go.mod", "module example.com/app\n\ngo 1.99\n"),
        ("app/go.mod", "nonsense\n"),
        ("app/inner/inner_test.go", "package quite_another\n"),
    ],
)
def test_what_go_cannot_list_is_never_the_same(file: str, text: str) -> None:
    with place() as here:
        assert here.sources().complete
        (here.folder / file).write_text(text)
        assert not here.now().complete
        assert not here.now().complete


def test_a_file_whose_name_go_cannot_tell_is_never_taken_for_unchanged() -> None:
    with place() as here:
        name = os.fsdecode(b"\xff.go")
        added(f"app/inner/{name}", "package inner\n\nfunc init() { println(1) }\n")(here.folder)
        assert here.built()
        assert not here.now().complete


def test_a_file_with_c_that_cgo_would_take_is_named_and_others_are_not() -> None:
    generator = '//go:build ignore\n\npackage inner\n\nimport "C"\n'
    with place() as here:
        added("app/inner/generate.go", generator)(here.folder)
        assert here.now().left_out == (LeftOut(package="example.com/lib", file="native.go"),)
        assert Place(folder=here.folder, cgo=True).now().left_out == ()


def test_the_standard_library_alone_leaves_nothing_out() -> None:
    with place() as here:
        removed("lib/native.go")(here.folder)
        edited("app/main.go", "import (\n", 'import (\n\t_ "net"\n\t_ "os/user"\n')(here.folder)
        found = here.now()
        assert found.complete
        assert found.left_out == ()


@compiles_c
def test_the_c_compiler_counts_where_it_compiles_something() -> None:
    with place() as here:
        assert here.now().compiler == ""
        assert "gcc" in Place(folder=here.folder, cgo=True).now().compiler
