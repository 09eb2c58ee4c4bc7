"""The programs that the packers are measured with, from the smallest to the largest."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULTS = ("upx -9", "gopack")
ALL = (*DEFAULTS, "upx --best --lzma", "gopack --best")


@dataclass(frozen=True, kw_only=True)
class Program:
    """Built with `-trimpath -ldflags "-s -w"`, without cgo."""

    name: str
    folder: str = ""
    """Of this project, where its source is; empty for a module or one of Go's own commands."""
    module: str = ""
    """A Go module and its version: `go.etcd.io/etcd/server/v3@v3.7.3`."""
    package: str = "."
    packers: tuple[str, ...] = DEFAULTS
    answers: bool = False
    """Whether it answers over HTTP at port 3000; of others, what Go's runtime first says counts."""
    step: int = 1 << 20
    """Its least memory is found to so many bytes."""

    @property
    def of_five(self) -> bool:
        """Whether it is one of the five sizes that starts and memory are judged at."""
        return bool(self.folder or self.module)


PROGRAMS = (
    Program(name="silent", folder="tests/programs/silent", step=1 << 16),
    Program(name="app", folder="app", packers=ALL, answers=True, step=1 << 17),
    Program(name="go", package="cmd/go", packers=ALL),
    Program(name="etcd", module="go.etcd.io/etcd/server/v3@v3.7.3", step=1 << 19),
    Program(name="rclone", module="github.com/rclone/rclone@v1.57.0"),
    Program(
        name="prometheus",
        module="github.com/prometheus/prometheus@v0.316.0",
        package="./cmd/prometheus",
    ),
)

FIVE = tuple(program.name for program in PROGRAMS if program.of_five)
LARGE = FIVE[2:]
"""From 24 MB on."""
LARGEST = FIVE[-1]
