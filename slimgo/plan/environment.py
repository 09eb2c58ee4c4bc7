"""The environment that commands run in: ours wins over whatever is set around us.

Go reads variables, then the file that `go env -w` writes; an empty variable falls through to
that file. So the file is switched off, what decides the bytes is set, and the rest is unset.
"""

from __future__ import annotations

from collections.abc import Mapping

from slimgo.values.target import Target

_KEPT_OF_GO = frozenset(
    """
    GOAUTH GOCACHE GOINSECURE GOMAXPROCS GOMODCACHE GONOPROXY GONOSUMDB GOPATH GOPRIVATE GOPROXY
    GOSUMDB GOTMPDIR
    """.split()
)
"""Where Go keeps and fetches things; none of them changes what a build makes."""

UNSET = tuple(
    """
    AR CC CXX FC PKG_CONFIG CGO_ENABLED CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW
    CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS CGO_CXXFLAGS_ALLOW
    CGO_CXXFLAGS_DISALLOW CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW CGO_LDFLAGS
    CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW DOCKER_DEFAULT_PLATFORM GO111MODULE GO386 GOAMD64 GOARM
    GOARM64 GODEBUG GOEXPERIMENT GOFIPS140 GOFLAGS GOGCCFLAGS GOMIPS GOMIPS64 GOPPC64 GORISCV64
    GOROOT GOWASM UPX PYTHONHOME PYTHONPATH
    """.split()
)
"""By name, for a script; `environment` also drops every other GO… and CGO_… variable."""

PINNED = (
    ("GOENV", "off"),  # what `go env -w` persisted stays out
    ("GOTOOLCHAIN", "local"),  # nothing is downloaded behind the user's back
    ("GOWORK", "off"),  # a go.work in a folder above stays out
)


def environment(ambient: Mapping[str, str], *, target: Target) -> dict[str, str]:
    """All that a command gets. ambient: the environment we were started with."""
    kept = {
        name: value
        for name, value in ambient.items()
        if name in _KEPT_OF_GO or not (name in UNSET or name.startswith(("GO", "CGO_")))
    }
    return {**kept, **dict(PINNED), "GOOS": target.goos, "GOARCH": target.goarch}
