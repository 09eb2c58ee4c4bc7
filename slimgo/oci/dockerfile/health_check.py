"""HEALTHCHECK: a field of docker's, which OCI's config lacks; docker and podman keep it there."""

from __future__ import annotations

import re
from fractions import Fraction

from e2b_dockerfile_utils import DockerfileInstruction

from slimgo.oci.dockerfile.shell import exec_form
from slimgo.oci.dockerfile.stage import Stage, refuse, writable
from slimgo.values.image import HealthCheck

_NS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)"
_SHORTEST_NS = 10**6  # BuildKit's container.MinimumDuration
_TIMES = {
    "interval": "interval_ns",
    "timeout": "timeout_ns",
    "start-period": "start_period_ns",
    "start-interval": "start_interval_ns",
}
_CURE = 'HEALTHCHECK --interval=30s --timeout=5s CMD [ "/program", "health" ]'


def read_health_check(instruction: DockerfileInstruction, stage: Stage) -> None:
    """`NONE`, or a command in exec form with its times (BuildKit: parseHealthcheck)."""
    kind, *words = instruction.args
    numbers = dict(_number(instruction, flag) for flag in instruction.flags)
    if kind.upper() == "NONE" and not words and not numbers:
        stage.health_check = HealthCheck(test=("NONE",))
        return
    if kind.upper() != "CMD" or not words:
        raise refuse(instruction, f"HEALTHCHECK {kind} is neither CMD nor NONE", _CURE)
    if not instruction.json:
        cure, why = exec_form("HEALTHCHECK CMD", words[0])
        raise refuse(instruction, "HEALTHCHECK in shell form needs /bin/sh", cure, why=why)
    test = ("CMD", *(writable(instruction, word) for word in words))
    stage.health_check = HealthCheck(test=test, **numbers)


def _number(instruction: DockerfileInstruction, flag: str) -> tuple[str, int]:
    name, _, value = flag.removeprefix("--").partition("=")
    if name == "retries" and re.fullmatch(r"\d{1,9}", value):
        return "retries", int(value)
    found = _nanoseconds(value) if name in _TIMES else None
    if found is None or 0 < found < _SHORTEST_NS:
        raise refuse(instruction, f"HEALTHCHECK {flag} is no time and no number", _CURE)
    return _TIMES[name], found


def _nanoseconds(text: str) -> int | None:
    """A duration as Go writes it (time.ParseDuration): `1m30s`; None for none."""
    if text == "0":
        return 0
    if not re.fullmatch(f"(?:{_PART})+", text):
        return None
    return sum(int(Fraction(number) * _NS[unit]) for number, unit in re.findall(_PART, text))
