"""The one list of what is measured. A benchmark more is one entry more."""

from __future__ import annotations

from bench.values import Benchmark
from slimgo.values.command import Command

SCRIPT = "slim.sh"
"""Where `invoke --dry slim` is saved, in each copy of the project."""

_DOCKER_TAG = "slimgo-bench"


def invoke(*words: str) -> Command:
    """By module: an `invoke` on PATH may be another environment's."""
    return Command(argv=("python", "-m", "invoke", *words))


def _docker_build(buildkit: str) -> Command:
    return Command(
        argv=("docker", "build", "--no-cache", "-t", _DOCKER_TAG, "."),
        env=(("DOCKER_BUILDKIT", buildkit),),
    )


SLIM = invoke("slim", "--engine", "builtin")
DRY_SLIM = invoke("--dry", "slim", "--engine", "builtin")

_VERSION = invoke("--version")
_HELP = Command(argv=("python", "-m", "slimgo", "--help"))
_BUILD = Command(
    argv=(
        *("python", "-m", "slimgo", "build", "./app", "--port", "3000"),
        *("--ask", "/", "--engine", "builtin"),
    )
)
MANY = "many"
"""The folder, in each copy of the project, of a module with 400 packages."""

BUILD_MANY = Command(
    argv=("python", "-m", "slimgo", "build", "--run", "", "--pack", "none", "--engine", "builtin")
)
BUILT_MANY = f"{MANY}/build/many/many"


def _suspected(*file: str) -> Command:
    return Command(argv=("python", "-m", "bench.suspected", *file))


APP = "plain.bin"
"""The article's service, as `go build` leaves it, in each copy of the project."""
LARGE = "large.tar"
LARGE_BYTES = 60_000_000
"""The image that is made smaller, in each copy of the project, and what its files hold."""
BUILD_LARGE = Command(argv=("python", "-m", "slimgo.oci", "build", "-t", "large", "-o", LARGE, "."))
_SHRINK = Command(
    argv=(
        *("python", "-m", "slimgo", "shrink", LARGE, "--port", "3000", "--ask", "/"),
        *("--engine", "builtin"),
    )
)


def _probed(*more: str) -> Command:
    return Command(argv=("python", "-m", "bench.observed", APP, *more))


_LIST_MANY = Command(argv=("go", "list", "-deps", "-json=Dir,GoFiles,EmbedFiles", "."))
_BARE = Command(argv=("sh", "-eu", SCRIPT))

_DOCKER_BUILDS = (_docker_build("0"), _docker_build("1"))
_DOCKER_UNDO = Command(argv=("docker", "image", "rm", "--force", _DOCKER_TAG))

_BEFORE = "1337e50"
"""The commit before the house was rebuilt around any program."""

BENCHMARKS = (
    Benchmark(
        name="task list",
        measured=invoke("-l"),
        against=(_VERSION,),
        limit=1.15,
        why="listing the tasks imports nothing that only a task needs",
        repeats=30,
    ),
    Benchmark(
        name="nothing changed",
        measured=SLIM,
        against=(_VERSION,),
        limit=4,
        why="what is up to date is found to be so, and nobody waits for it",
        repeats=20,
    ),
    Benchmark(
        name="help",
        measured=_HELP,
        against=(_VERSION,),
        limit=1.15,
        why="the slimgo command imports nothing that only one of its commands needs",
        repeats=30,
    ),
    Benchmark(
        name="slimgo build, nothing changed",
        measured=_BUILD,
        against=(_VERSION,),
        limit=4,
        why="what is up to date is found to be so, of any program",
        repeats=20,
    ),
    Benchmark(
        name="cold",
        measured=SLIM,
        against=(_BARE,),
        limit=1.05,
        why="beside its checks slimgo costs next to nothing: nothing is built twice",
        repeats=9,
        cold=True,
    ),
    Benchmark(
        name="nothing changed, as before",
        measured=SLIM,
        against=(SLIM,),
        earlier=_BEFORE,
        limit=1.03,
        why="that any program can be shipped costs the article's nothing",
        repeats=20,
    ),
    Benchmark(
        name="cold, with all checks, as before",
        measured=SLIM,
        against=(SLIM,),
        earlier=_BEFORE,
        limit=1.03,
        why="the same where everything is made anew",
        repeats=15,
        cold=True,
        checks_count=True,
    ),
    Benchmark(
        name="a program of 400 packages, nothing changed",
        measured=BUILD_MANY,
        against=(_LIST_MANY,),
        limit=None,
        most_seconds=1.0,
        why="what a program is made of is known as soon as Go could have said it",
        repeats=10,
        folder=MANY,
    ),
    Benchmark(
        name="needs of a program of 400 packages",
        measured=_suspected(BUILT_MANY),
        against=(_suspected(),),
        limit=None,
        most_seconds=1.0,
        why="what a program may need from its image is read from its functions, with the calls "
        "that lead there, in a moment; a traced probe then decides, and the next row is its price",
        repeats=10,
    ),
    Benchmark(
        name="a traced probe",
        measured=_probed("--traced"),
        against=(_probed(),),
        limit=1.5,
        why="seeing what a program opens delays its answers little: fifty starts, each asked once "
        "and ended",
        repeats=10,
    ),
    Benchmark(
        name="an image of 60 MB made smaller",
        measured=_SHRINK,
        against=(_VERSION,),
        limit=None,
        most_seconds=15.0,
        why="an image that exists is read, probed, traced, packed, proven and swept while one "
        "waits; the limit is meant without its probes, and is kept with them",
        repeats=5,
        cold=True,
    ),
    Benchmark(
        name="image",
        measured=SLIM,
        step="image",
        without="slim-go-image.tar",
        against=_DOCKER_BUILDS,
        limit=1,
        why="the built-in engine is no slower than docker, though it also compresses the layer as "
        "a push would, which takes most of its time and which docker leaves for later",
        repeats=20,
        undo=_DOCKER_UNDO,
    ),
    Benchmark(
        name="image, by its own command",
        measured=Command(argv=("python", "-m", "slimgo.oci", "build", "-t", _DOCKER_TAG, ".")),
        against=_DOCKER_BUILDS,
        limit=None,
        why="the same by itself, which is mostly the start of a Python",
        repeats=20,
        undo=_DOCKER_UNDO,
    ),
    Benchmark(
        name="cold, Go's cache empty",
        measured=SLIM,
        against=(_BARE,),
        limit=1.05,
        why="the same on a new machine, where Go builds its standard library first",
        repeats=1,
        cold=True,
        go_cache_empty=True,
    ),
)
