"""Podman: chosen when some way of running the trial image works here."""

from __future__ import annotations

from pathlib import Path

from slimgo.engines.client import Client, reason
from slimgo.engines.container_engine import ContainerEngine, Counted
from slimgo.engines.refusal import Refusal
from slimgo.engines.trial import first_that_runs
from slimgo.errors import EngineFailed, ToolMissing
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings

_ANSWER_SECONDS = 5.0
# the server is there only where podman works in a virtual machine, as on macOS
_SERVER = (
    "{{with .Server}}{{.OsArch}} {{.Version}}{{else}}{{.Client.OsArch}} {{.Client.Version}}{{end}}"
)
_COUNTED = Counted(meaning="the layers as tar, config and manifest", exact=False)

_LIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000")
# Tried in this order. Podman asks for more open files and processes than it has itself, which
# is refused where limits may not be raised; crun, its usual runtime, refuses hybrid cgroups.
_RUN_FLAGS: tuple[tuple[str, ...], ...] = (
    (),
    _LIMITS,
    ("--runtime", "runc"),
    ("--runtime", "runc", *_LIMITS),
)


_TUN = "podman publishes a port for a user through /dev/net/tun, "
_KNOWN = (
    (
        '"newuidmap": executable file not found',
        "podman needs newuidmap for this user's subordinate ids",
        "apt-get install uidmap   (as root)",
    ),
    (
        "could not find slirp4netns",
        "podman needs slirp4netns to publish a port for a user",
        "apt-get install slirp4netns   (as root)",
    ),
    (
        '/dev/net/tun\\"): Permission denied',
        f"{_TUN}which this user may not open",
        "chmod 666 /dev/net/tun   (as root)",
    ),
    ('/dev/net/tun\\"): No such', f"{_TUN}which is not here", "modprobe tun   (as root)"),
)
"""Podman's own words -> what they mean -> the cure. Each is met by a user without root only.

`--network host` would need none of it, but then the program listens on every address of the
machine, and an answer need not be the container's.
"""


def try_podman(
    surroundings: Surroundings, *, cache: Path | None = None
) -> ContainerEngine | Refusal:
    """The engine, tried, or why there is none. As root and as a user: the same ways.

    cache: where the outcome of the trial is remembered.
    """
    client = Client(name="podman", surroundings=surroundings)
    try:
        answer = client.attempt("version", "--format", _SERVER, timeout_seconds=_ANSWER_SECONDS)
    except ToolMissing:
        return Refusal(why="no podman on PATH")
    except EngineFailed:
        return Refusal(why=f"podman does not answer within {_ANSWER_SECONDS:g} s")
    if answer.status:
        return refusal(f"podman does not work: {reason(answer.stderr)}")
    platform, _, version = answer.stdout.strip().partition(" ")
    goos, _, goarch = platform.partition("/")
    if goos != "linux":
        return Refusal(why=f"podman runs {goos} images, not linux ones")
    ways = tuple(
        ContainerEngine(
            kind=ENGINES["podman"],
            client=client,
            find_place=lambda: str(surroundings.program("podman")),
            version=version,
            goarch=goarch,
            counted=_COUNTED,
            run_flags=flags,
        )
        for flags in _RUN_FLAGS
    )
    found = first_that_runs(ways, cache=cache, hopeless=lambda words: bool(refusal(words).cure))
    return refusal(found) if isinstance(found, str) else found


def refusal(words: str) -> Refusal:
    """What podman's words mean, with the cure where they are known; else the words themselves."""
    for needle, why, cure in _KNOWN:
        if needle in words:
            return Refusal(why=why, cure=cure)
    return Refusal(why=words)
