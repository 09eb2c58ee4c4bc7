"""The one table of what can be chosen. Each door makes its own words of it: the slimgo command its
options, Invoke its flags, and both read SLIMGO_ variables and a project's file by it."""

from __future__ import annotations

from collections.abc import Mapping

from slimgo.config.option import Option


def packers() -> tuple[str, ...]:
    """The packers there are, by name."""
    from slimgo.plan.packers import PACKERS

    return tuple(PACKERS)


def engines() -> tuple[str, ...]:
    """The engines there are, by name, the best first."""
    from slimgo.plan.engines import ENGINES

    return tuple(ENGINES)


def ways_of_cgo() -> tuple[str, ...]:
    """The values of --cgo."""
    from slimgo.plan.cgo import OFF, WAYS

    return (OFF, *WAYS)


def levels_of_amd64() -> tuple[str, ...]:
    """The values of GOAMD64 (go.dev/wiki/MinimumRequirements)."""
    return ("v1", "v2", "v3", "v4")


_TABLE = (
    # what it is
    Option(name="package", metavar="PACKAGE", place="program",
           help="the folder of its main package, or an import path"),
    Option(name="executable", kind="path", metavar="FILE", place="program",
           help="an executable that exists, in place of a package"),
    Option(name="image", metavar="IMAGE", place="program",
           help="an image that exists, in place of a package: slimgo shrink makes it smaller"),
    Option(name="keep", kind="list", metavar="PATH", place="program",
           help="what a smaller image keeps though nothing was seen to open it"),
    Option(name="no_health_check", kind="flag", place="program",
           help="leave the health check of an image that exists out"),
    Option(name="name", metavar="NAME", help="what the program is called"),
    # how it is asked
    Option(name="port", kind="port", metavar="PORT", place="program",
           help="where it listens, over TCP"),
    Option(name="publish", kind="port", metavar="PORT",
           help="the port of 127.0.0.1 that leads there; the same by default"),
    Option(name="ask", kind="list", metavar="PATH[=TEXT|~PATTERN]", place="program",
           help="GET PATH must succeed, and answer TEXT, or something that PATTERN is found in"),
    Option(name="run", kind="words", metavar="ARGUMENTS", place="program",
           help="it is a command: run it so"),
    Option(name="says", metavar="PATTERN", place="program", help="what --run must print"),
    Option(name="probe", kind="probes", place="program",
           help="what it is started for and asked, one after the other"),
    Option(name="companion", kind="companions", place="program",
           help="what runs beside it while it is probed, by name: a database, a queue"),
    # how it is built
    Option(name="tags", kind="commas", metavar="TAG,TAG", place="both", help="build tags"),
    Option(name="values", kind="pairs", typed=("-X",), metavar="NAME=VALUE", place="both",
           help="set a variable in it, by the linker's -X; {version}, {commit} and {date} are "
                "git's"),
    Option(name="ldflags", kind="words", metavar="FLAGS", place="both",
           help="more flags for the linker"),
    Option(name="gcflags", kind="words", metavar="FLAGS", place="both",
           help="flags for the compiler"),
    Option(name="cgo", kind="choice", choices=ways_of_cgo, noun="way to link C", ambient=True,
           place="both", default="off",
           help="link C into it: with glibc by the system's compiler, or with musl by zig"),
    Option(name="goamd64", kind="choice", choices=levels_of_amd64, noun="GOAMD64", ambient=True,
           place="both", default="v1", help="the least amd64 processor that runs it"),
    Option(name="target", filed="targets", kind="list", metavar="OS/ARCH", ambient=True,
           place="both", default="this machine's",
           help="what it is built for, as in linux/arm64: an image for each; this machine's by "
                "default"),
    Option(name="pack", kind="choice", choices=lambda: (*packers(), "none"), noun="packer",
           ambient=True, place="both", default="gopack where it packs for the processor",
           help="the packer; gopack where it packs for the processor"),
    Option(name="best", kind="flag", place="both", help="pack smaller; it starts slower"),
    # what its image is
    Option(name="tag", kind="list", metavar="TAG", ambient=True, place="program",
           default="the program's name", help="the image's name; by default the program's"),
    Option(name="label", filed="labels", kind="pairs", metavar="NAME=VALUE", place="both",
           help="a label of the image; {version}, {commit} and {date} are git's"),
    Option(name="user", metavar="UID[:GID]", ambient=True, place="both", default="65532:65532",
           help="whom the image runs as, in numbers; 65532:65532 by default"),
    Option(name="workdir", metavar="FOLDER", place="both", default="/",
           help="the folder that the program starts in; / by default"),
    Option(name="entrypoint", kind="words", metavar="WORDS", place="program",
           default="/ and the program's name",
           help="the program's path in the image, and what always follows it"),
    Option(name="arguments", kind="words", metavar="WORDS", place="program",
           help="its arguments where nobody gives others"),
    Option(name="env", kind="pairs", metavar="NAME=VALUE", place="both",
           help="an environment variable of the image"),
    Option(name="expose", kind="list", metavar="PORT[/udp]", place="program",
           help="another port that it listens at"),
    Option(name="file", filed="files", kind="files", metavar="FROM:TO[:MODE[:OWNER]]",
           place="both", help="a file or folder of the project that the image has at TO"),
    Option(name="volume", filed="volumes", kind="list", metavar="FOLDER", place="both",
           help="a folder of the image whose content outlives a container"),
    Option(name="needs", kind="commas", metavar="NEED,NEED", ambient=True, place="both",
           default="auto", help="what is added for it: auto (what is found out), none, or by name"),
    # by what, and where
    Option(name="go", kind="path", metavar="PATH", ambient=True, place="project",
           default="PATH's, else the pinned one", help="the Go to build with; by default PATH's"),
    Option(name="upx", kind="path", metavar="PATH", ambient=True, place="project",
           default="the one that is found", help="another UPX than the one found"),
    Option(name="engine", kind="choice", choices=engines, ambient=True, place="project",
           default="the first that works",
           help="what builds and runs the image; the first that works by default"),
    Option(name="fetch_go", kind="flag", place="project",
           help="let Go fetch the version that the module asks for, where yours is older"),
    Option(name="out", kind="path", metavar="FOLDER", ambient=True, place="project",
           default="build", help="where everything is made; by default build"),
    Option(name="cache", kind="path", metavar="FOLDER", ambient=True, place="project",
           help="where slimgo keeps what it fetches and knows"),
    Option(name="read_only", kind="flag", place="both",
           help="run the image so that it may write nowhere"),
    # what is measured
    Option(name="variants", typed=("--variant",), kind="list", metavar="LEVER+LEVER",
           help="what to price: plain, or levers with + between them; the first is what the others "
                "are compared with"),
    Option(name="budget", metavar="TIME", default="5m",
           help="how long it may take, as in 90s or 5m; 5m by default"),
    Option(name="seed", metavar="NUMBER", help="of the order in which variants are measured"),
    Option(name="search", kind="flag", help="look for the smallest variant under the limits"),
    Option(name="limit", kind="list", metavar="NAME=VALUE",
           help="with --search: what it may cost, as in start=+30ms or loses=symbols,debugger"),
    Option(name="merge", kind="list", metavar="FOLDER",
           help="with --search: bring together what --shard found on runners whose build folders "
                "are these now"),
    Option(name="lever", kind="list", metavar="LEVER",
           help="with --search: try this one too, which is else left out"),
    # what is done now
    Option(name="all", kind="flag", help="all programs of the settings file"),
    Option(name="shard", metavar="N/OF",
           help="only the Nth of so many parts of them, for a runner of its own"),
    Option(name="recheck", kind="flag", help="check again what has not changed"),
    Option(name="least_memory", kind="flag",
           help="also look for the least memory limit that each start works under: 10 s"),
    Option(name="dry", kind="flag", help="print a script of it instead"),
    Option(name="verbose", kind="flag", typed=("-v", "--verbose"),
           help="show each command and each check"),
    Option(name="form", kind="choice", choices=lambda: ("text", "json", "github", "junit"),
           typed=("--format",), help="what standard output gets"),
)  # fmt: skip

OPTIONS: Mapping[str, Option] = {each.name: each for each in _TABLE}


def options(*names: str) -> tuple[Option, ...]:
    """Those of that name, in that order."""
    return tuple(OPTIONS[name] for name in names)
