"""The smaller image of one that exists: its Dockerfile, and what takes the files it keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from slimgo.values.command import Command
from slimgo.values.image import HealthCheck, ImageConfig
from slimgo.values.original import Original

ORIGINAL = ".original"
"""Behind a program's name, for the folder of what is taken out of its image."""
_NS = 1_000_000_000
_TIMES = (
    ("interval", "interval_ns"),
    ("timeout", "timeout_ns"),
    ("start-period", "start_period_ns"),
    ("start-interval", "start_interval_ns"),
)


def words(*each: str) -> str:
    """As the JSON form of an instruction has them."""
    return json.dumps(each, ensure_ascii=False)


def quoted(value: str) -> str:
    """A value of LABEL, ENV or WORKDIR, in which nothing is expanded."""
    escaped = re.sub(r'(["\\$])', r"\\\1", value)
    return f'"{escaped}"'


def config_lines(config: ImageConfig) -> Iterator[str]:
    """The instructions behind its files that give an image this config. LABEL and WORKDIR are no
    part of it: they stand before the files."""
    for pair in config.env:
        name, _, value = pair.partition("=")
        yield f"ENV {name}={quoted(value)}"
    for port in config.exposed_ports:
        yield f"EXPOSE {port.removesuffix('/tcp')}"
    if config.volumes:
        yield f"VOLUME {words(*config.volumes)}"
    if config.stop_signal:
        yield f"STOPSIGNAL {config.stop_signal}"
    if config.health_check:
        yield _health_check(config.health_check)
    if config.user:
        yield f"USER {config.user}"
    if config.entrypoint:
        yield f"ENTRYPOINT {words(*config.entrypoint)}"
    if config.cmd:
        yield f"CMD {words(*config.cmd)}"


def _health_check(check: HealthCheck) -> str:
    if check.test == ("NONE",):
        return "HEALTHCHECK NONE"
    flags = [
        f"--{flag}={_seconds(getattr(check, name))}s"
        for flag, name in _TIMES
        if getattr(check, name)
    ]
    flags += [f"--retries={check.retries}"] if check.retries else []
    return " ".join(("HEALTHCHECK", *flags, "CMD", words(*check.test[1:])))


def extract_command(original: Original, *, folder: str, listed: str) -> Command:
    """Takes the program and the listed files out of the image. folder: where they go; listed: the
    list of files, empty for none; both from the project's folder."""
    more = ("--list", listed) if listed else ()
    argv = ("python", "-m", "slimgo.oci", "extract", "-o", folder, *more)
    return Command(argv=(*argv, original.tar, original.program), output=folder)


def _seconds(nanoseconds: int) -> str:
    whole, rest = divmod(nanoseconds, _NS)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
