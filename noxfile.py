"""The tests in three tiers: `nox` (what every change must pass), `nox -t ci`, `nox -t long`.

`nox -s verify` is the matrix; `nox -s "verify(linux-amd64/small-upx9)"` one cell of it.

All sessions share one virtual environment, `.nox/dev`: they need the same packages, and Go among
them is large.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2026.4"
nox.options.error_on_missing_interpreters = True

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # Nox leaves its file's folder out

from article.matrix import MATRIX  # noqa: E402  found only by the line above
from slimgo.doors.sessions import sessions  # noqa: E402  as above

PROJECT = nox.project.load_toml(HERE / "pyproject.toml")
DEV = HERE / ".nox" / "dev"
PYTHONS = ("3.11", "3.13")

# there a skip would read as a pass
DEMANDED = ("--no-skips", "--durations=5")

ON_EVERY_CPU = ("--numprocesses=auto", "--maxprocesses=4")
# each test file stays in one process: what only its tests need is prepared once
PARALLEL = (*ON_EVERY_CPU, "--dist=loadfile")

nox.options.sessions = [
    *("lint", "types", "imports", "workflows", "docs", "unit", "integration"),
    *(f"verify({cell.id})" for cell in MATRIX.cells if cell.short),
]


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """ruff: all rules, with a reason per exception; and its formatter."""
    _tool(session, "ruff", "check", "--quiet")
    _tool(session, "ruff", "format", "--check", "--quiet")


@nox.session(venv_backend="none")
def types(session: nox.Session) -> None:
    """mypy, strict."""
    _tool(session, "mypy")


@nox.session(venv_backend="none")
def imports(session: nox.Session) -> None:
    """Who may import whom: the house's rules, by import-linter."""
    _prepare(session)
    # its console script's function: the package has no __main__ to run by module
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    session.run(str(DEV / "bin" / "python"), "-c", lint, "--no-cache", "--no-logo", external=True)


@nox.session(venv_backend="none")
def workflows(session: nox.Session) -> None:
    """The CI files: their schemas, and zizmor's look for holes."""
    for schema, file in (
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ):
        _tool(session, "check_jsonschema", "--builtin-schema", schema, file)
    zizmor = str(DEV / "bin" / "zizmor")  # no Python module: a program of its own
    session.run(zizmor, "--offline", "--quiet", ".github/workflows", external=True)


@nox.session(venv_backend="none")
def docs(session: nox.Session) -> None:
    """What is generated in README.md and docs/ is what the committed runs say."""
    _prepare(session)
    session.run(str(DEV / "bin" / "python"), "docs/generate.py", "--check", external=True)
    _tool(session, "attack", "--check")


@nox.session(venv_backend="none")
def unit(session: nox.Session) -> None:
    """Unit tests: no tools, milliseconds each."""
    _pytest(session, "tests/unit")


@nox.session(venv_backend="none")
def integration(session: nox.Session) -> None:
    """Real compiler, packers, isolation, HTTP. Ends with what was not run, by name."""
    _pytest(session, "tests/integration", "tests/stdlib", "--durations=5", *PARALLEL)
    session.log("not run here: real docker and podman (nox -t ci), the longer proofs (nox -t long)")


@nox.session(venv_backend="none", default=False, tags=["long"])
def coverage(session: nox.Session) -> None:
    """Which lines the two before leave out. Measuring makes them much slower."""
    measured = ("--cov", "--cov-report=term-missing")
    _pytest(session, "tests/unit", "tests/integration", "tests/stdlib", *measured)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def engines(session: nox.Session) -> None:
    """Real docker and podman, each started and stopped by the tests. A missing one fails.

    Each claim of the article is checked, too, with everything there.
    """
    # on levels without a network the sights are seen at this machine's port 3000, one by one
    apart = ("tests/engines/test_sights.py", "tests/engines/rootless/test_sights.py")
    left_out = (f"--ignore={each}" for each in (*apart, "tests/engines/test_faults.py"))
    _pytest(session, "tests/engines", *left_out, *DEMANDED, *PARALLEL)
    if not session.posargs:
        _pytest(session, *apart, *DEMANDED)


@nox.session(venv_backend="none", default=False)
def article(session: nox.Session) -> None:
    """Each claim of the article, checked with everything there; docs/article.md is compared."""
    _pytest(session, "tests/engines/test_article.py", *DEMANDED)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def faults(session: nox.Session) -> None:
    """What goes wrong, as a table: each is one clear line, and nothing is left of it."""
    _pytest(session, "tests/faults", "tests/engines/test_faults.py", *DEMANDED, *ON_EVERY_CPU)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def cases(session: nox.Session) -> None:
    """What use has found, row by row: each case with the value that is right."""
    _pytest(session, "tests/cases", *DEMANDED, *PARALLEL)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def doors(session: nox.Session) -> None:
    """Four programs through each door; an interrupt at each step; modules as people have them."""
    _pytest(session, "tests/doors", *DEMANDED, *PARALLEL)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def sweep(session: nox.Session) -> None:
    """Packed programs started in 300 surroundings: every size of a page, limits, odd arguments."""
    _pytest(session, "tests/sweep", *DEMANDED, *ON_EVERY_CPU)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def fuzz(session: nox.Session) -> None:
    """Hostile names, Dockerfiles, contexts, tars and programs: 500 and more, always the same."""
    _pytest(session, "tests/fuzz")


@nox.session(venv_backend="none", default=False)
def stub(session: nox.Session) -> None:
    """Builds gopack's stubs from their sources, for both machines; they are committed."""
    _stub(session)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def stub_same(session: nox.Session) -> None:
    """The committed stubs are what their sources make, byte for byte."""
    _stub(session, "--check")


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def gopack(session: nox.Session) -> None:
    """gopack's decoders against libzstd and liblzma; packed programs, started many times.

    Only tests that take a number, and those that need QEMU: `integration` runs all of gopack's.
    """
    _gopack(session, frames=1000, starts=300, flips=150)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def other_tools(session: nox.Session) -> None:
    """strip and its like, makers of packages and images, gdb: all work with a packed program.

    Debian's packages: binutils elfutils llvm patchelf debhelper rpm debugedit squashfs-tools gdb
    make.
    """
    files = (f"tests/integration/gopack/test_{name}.py" for name in ("tools", "page", "gdb"))
    _pytest(session, *files, *DEMANDED)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def stdlib_short(session: nox.Session) -> None:
    """Go's own tests of six packages, packed: they end as they do unpacked."""
    _pytest(session, "tests/stdlib", "--packages=short", *DEMANDED, *ON_EVERY_CPU)


@nox.session(venv_backend="none", default=False, tags=["long"])
def stdlib_machines(session: nox.Session) -> None:
    """The same six for linux/386 and linux/arm, the second by qemu-user where that is needed."""
    chosen = ("--packages=short", "--goarchs=386,arm")
    _pytest(session, "tests/stdlib", *chosen, *DEMANDED, *ON_EVERY_CPU)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def releases(session: nox.Session) -> None:
    """gopack with a program of each of Go's releases since 1.21."""
    _pytest(session, "tests/releases", *DEMANDED, *ON_EVERY_CPU)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def dist(session: nox.Session) -> None:
    """The wheel, in dist/; installed into an environment of its own, it builds a program."""
    shutil.rmtree(HERE / "dist", ignore_errors=True)
    _tool(session, "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "dist", ".")
    _pytest(session, "tests/dist", *DEMANDED)


@nox.session(python=PYTHONS, default=False, tags=["ci", "rest"], reuse_venv=True)
def pythons(session: nox.Session) -> None:
    """The unit tests under every Python that the metadata claims."""
    session.install("--quiet", "-e", ".", *nox.project.dependency_groups(PROJECT, "test"))
    session.run("python", "-m", "pytest", "tests/unit", "-q", *session.posargs)


@nox.session(default=False, tags=["ci", "rest"], reuse_venv=True)
def pages(session: nox.Session) -> None:
    """The page of `slimgo price` in Chromium: as it looks, sorts, and can be read by everyone."""
    session.install("--quiet", "-e", ".", *nox.project.dependency_groups(PROJECT, "pages"))
    session.run("python", "-m", "pytest", "tests/pages", *DEMANDED, *session.posargs)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def ruler(session: nox.Session) -> None:
    """What measures starts, measured: nothing where nothing is, and effects of known size."""
    _pytest(session, "tests/ruler", *DEMANDED)


@nox.session(venv_backend="none", default=False, tags=["long"])
def fuzz_long(session: nox.Session) -> None:
    """The same with at least 10,000 inputs, new ones every time."""
    _pytest(session, "tests/fuzz", "--hypothesis-profile=long")


@nox.session(venv_backend="none", default=False, tags=["long"])
def gopack_long(session: nox.Session) -> None:
    """50,000 frames, 10,000 starts, 2,000 bits turned over."""
    _gopack(session, frames=50_000, starts=10_000, flips=2_000)


@nox.session(venv_backend="none", default=False, tags=["long"])
def stdlib(session: nox.Session) -> None:
    """Go's own tests of its standard library, packed; what was seen goes to docs/stdlib.json."""
    _pytest(session, "tests/stdlib", "--packages=all", "--seen=docs/stdlib.json", *DEMANDED)


@nox.session(venv_backend="none", default=False, tags=["long"])
def buildkit(session: nox.Session) -> None:
    """Random Dockerfiles and .dockerignore files, given to BuildKit too; docs/buildkit.json."""
    _pytest(session, "tests/buildkit", "--seen=docs/buildkit.json", *DEMANDED)


@nox.session(venv_backend="none", default=False, tags=["long"])
def packers(session: nox.Session) -> None:
    """gopack beside UPX: sizes, starts, memory, many programs; docs/gopack*.json, programs.json."""
    _tool(session, "bench.packers.frames")
    _tool(session, "bench.packers.machines")
    _tool(session, "bench.packers.collection")
    _tool(session, "bench.packers", "--save", *session.posargs)


@nox.session(venv_backend="none", default=False, tags=["ci", "rest"])
def realworld_short(session: nox.Session) -> None:
    """Three programs that people run: their needs are found, and packed they do what they did."""
    _tool(session, "tests.realworld.measured", "gojq", "mochi", "crane", *session.posargs)


@nox.session(venv_backend="none", default=False, tags=["long"])
def realworld(session: nox.Session) -> None:
    """All of them; figures go to docs/realworld.json and docs/originals.json."""
    _tool(session, "tests.realworld.measured", "--save", *session.posargs)
    _tool(session, "tests.realworld.originals", *session.posargs)


@nox.session(venv_backend="none", default=False, tags=["long"])
def mutants(session: nox.Session) -> None:
    """Each line that decides something is spoiled; what no unit test notices is explained."""
    _prepare(session)
    session.run(str(DEV / "bin" / "python"), "docs/mutants.py", external=True)


@nox.session(venv_backend="none", default=False, tags=["long"])
def prices(session: nox.Session) -> None:
    """The article's price list and what `slimgo price` itself takes; docs/price*.json."""
    _tool(session, "bench.price", *session.posargs)


@nox.session(venv_backend="none", default=False, tags=["long"])
def bench(session: nox.Session) -> None:
    """Whole commands timed in turn; the figures go to docs/bench.json."""
    _tool(session, "bench", *session.posargs)


def _stub(session: nox.Session, *flags: str) -> None:
    _prepare(session)
    python = str(DEV / "bin" / "python")
    session.run(python, "slimgo/gopack/stub/build.py", *flags, external=True)


def _gopack(session: nox.Session, *, frames: int, starts: int, flips: int) -> None:
    session.env["SLIMGO_FRAMES"], session.env["SLIMGO_STARTS"] = str(frames), str(starts)
    session.env["SLIMGO_FLIPS"] = str(flips)
    chosen = ("behaviour", "decoders", "unknown_layouts", "text_arm64")
    folder = "tests/integration/gopack"
    _pytest(session, *(f"{folder}/test_{name}.py" for name in chosen), *DEMANDED, *PARALLEL)


def _pytest(session: nox.Session, *words: str) -> None:
    """words: folders and flags; files that are named behind `--` take the folders' place."""
    named = any((HERE / word.partition("::")[0]).exists() for word in session.posargs)
    kept = [word for word in words if word.startswith("-") or not named]
    _tool(session, "pytest", *kept, *session.posargs)


def _tool(session: nox.Session, name: str, *arguments: str) -> None:
    """Runs a module of the shared environment, which is made when it is missing or outdated."""
    _prepare(session)
    if os.environ.get("SLIMGO_BOOTSTRAP_PID") == str(os.getpid()):
        # whoever typed ./bootstrap is told to type it again
        session.env["SLIMGO_BOOTSTRAP_PID"] = f"child of {os.getpid()}"
    # by module: scripts name their Python in a first line that odd paths break
    session.run(str(DEV / "bin" / "python"), "-m", name, *arguments, external=True)


def _prepare(session: nox.Session) -> None:
    wanted = hashlib.sha256(
        (HERE / "pyproject.toml").read_bytes() + sys.version.encode() + str(HERE).encode()
    ).hexdigest()
    stamp = DEV / "stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(DEV, ignore_errors=True)
    session.run(sys.executable, "-m", "virtualenv", "--quiet", str(DEV), external=True)
    session.run(
        str(DEV / "bin" / "python"),
        *("-m", "pip", "install", "--quiet", "--no-input", "-e", str(HERE)),
        *nox.project.dependency_groups(PROJECT, "dev"),
        external=True,
    )
    stamp.write_text(wanted)


# one cell of the matrix each, and `summary`, which shows all
sessions(MATRIX, ("article.verify",), _tool, tags=("ci",))
