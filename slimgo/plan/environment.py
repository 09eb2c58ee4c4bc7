"""The environment that commands run in: ours wins over whatever is set around us.

Go reads variables, then the file that `go env -w` writes; an empty variable falls through to
that file. So the file is switched off, what decides the bytes is set, and the rest is unset. Only
where modules come from is taken from both, as Go takes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from slimgo.plan.module_sources import ASKS_NOBODY, MODULE_SOURCES
from slimgo.values.target import Target

_KEPT_OF_GO = frozenset((*MODULE_SOURCES, *"GOCACHE GOMAXPROCS GOMODCACHE GOPATH GOTMPDIR".split()))
"""Where Go keeps and fetches things; none of them changes what a build makes."""

UNSET = tuple(
    """
    AR CC CXX FC PKG_CONFIG CGO_ENABLED CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW
    CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS CGO_CXXFLAGS_ALLOW
    CGO_CXXFLAGS_DISALLOW CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW CGO_LDFLAGS
    CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW DOCKER_DEFAULT_PLATFORM GO111MODULE GO386 GOAMD64 GOARM
    GOARM64 GOEXPERIMENT GOFIPS140 GOFLAGS GOGCCFLAGS GOMIPS GOMIPS64 GOPPC64 GORISCV64
    GOROOT GOWASM UPX PYTHONHOME PYTHONPATH
    """.split()
)
"""By name, for a script; `environment` also drops every other GO… and CGO_… variable."""

PINNED = (
    ("GOENV", "off"),  # what `go env -w` persisted stays out
    ("GOTOOLCHAIN", "local"),  # nothing is downloaded behind the user's back
    ("GOWORK", "off"),  # a go.work in a folder above stays out
    # Go's index of packages (cmd/go, modindex) knows a file by size and time, and misses an edit of
    # imports, tags or patterns that keeps both
    ("GODEBUG", "goindex=0"),
)


def pinned(*, workspace: bool = False) -> tuple[tuple[str, str], ...]:
    """What is set whatever was set around us. workspace: whether a go.work counts."""
    return tuple((name, value) for name, value in PINNED if not (workspace and name == "GOWORK"))


def environment(
    ambient: Mapping[str, str],
    *,
    target: Target,
    persisted: Mapping[str, str] | None = None,
    workspace: bool = False,
) -> dict[str, str]:
    """All that a command gets. ambient: the environment we were started with.

    workspace: whether a go.work in the module's folder or above it counts, as Go looks for it.
    persisted: what `go env -w` wrote; what it says of where modules come from stands in for a
    variable that is not set or empty.
    """
    kept = {
        name: value
        for name, value in ambient.items()
        if name in _KEPT_OF_GO or not (name in UNSET or name.startswith(("GO", "CGO_")))
    }
    sources = {
        name: value or ASKS_NOBODY.get(name, "")
        for name, value in (persisted or {}).items()
        if name in MODULE_SOURCES and not kept.get(name)
    }
    ours = {
        **dict(pinned(workspace=workspace)),
        "GOOS": target.goos,
        "GOARCH": target.goarch,
    }
    return {**kept, **sources, **ours}
