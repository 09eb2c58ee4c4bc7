"""Docker: chosen when its daemon answers in time and runs the trial image."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from slimgo.engines.client import Client, reason
from slimgo.engines.container_engine import ContainerEngine, Counted
from slimgo.engines.refusal import Refusal
from slimgo.engines.trial import first_that_runs
from slimgo.errors import EngineFailed, ToolMissing
from slimgo.plan.engines import ENGINES
from slimgo.run.process import Surroundings

_ANSWER_SECONDS = 5.0
_SERVER = "{{.Server.Os}} {{.Server.Arch}} {{.Server.Version}}"
_CONTEXT = "{{.Endpoints.docker.Host}}"
_CONTEXT_SECONDS = 1.0
_USUAL = "unix:///var/run/docker.sock"
_UNKNOWN = "its endpoint"
_PERMISSION = "permission denied"
_SERVER_WORDS = len(_SERVER.split())


def try_docker(
    surroundings: Surroundings, *, cache: Path | None = None
) -> ContainerEngine | Refusal:
    """The engine, tried, or why there is none. A hanging daemon is waited for up to a limit.

    cache: where the outcome of the trial is remembered.
    """
    client = Client(name="docker", surroundings=surroundings)
    try:
        answer = client.attempt("version", "--format", _SERVER, timeout_seconds=_ANSWER_SECONDS)
    except ToolMissing:
        return Refusal(why="no docker client on PATH")
    except EngineFailed:
        where = endpoint_of(client)
        return Refusal(
            why=f"the Docker daemon at {where} does not answer within {_ANSWER_SECONDS:g} s",
            cure=_revival(where, client.surroundings.environment, "restart"),
        )
    server = answer.stdout.split()
    if answer.status or len(server) != _SERVER_WORDS:
        return unreachable(
            endpoint_of(client), reason(answer.stderr), client.surroundings.environment
        )
    goos, goarch, version = server
    if goos != "linux":
        return Refusal(
            why=f"the Docker daemon runs {goos} images, not linux ones",
            cure="switch Docker Desktop to Linux containers",
        )
    try:
        counted = counted_size(client.call("info", "--format", "{{json .DriverStatus}}"))
    except EngineFailed as error:
        return Refusal(why=f"{error.what}: {error.why}")
    plain = ContainerEngine(
        kind=ENGINES["docker"],
        client=client,
        find_place=lambda: f"{surroundings.program('docker')}, daemon at {endpoint_of(client)}",
        version=version,
        goarch=goarch,
        counted=counted,
    )
    # a client without buildx refuses a DOCKER_BUILDKIT=1 that it finds around
    classic = replace(plain, build_env=(("DOCKER_BUILDKIT", "0"),))
    found = first_that_runs((plain, classic), cache=cache)
    return Refusal(why=found) if isinstance(found, str) else found


def counted_size(driver_status: str) -> Counted:
    """What docker's `Size` is, from `docker info`'s DriverStatus in JSON.

    The containerd store names itself there. It counts blobs only, and since moby's pull
    request 53426 (August 2026) the unpacked snapshot too.
    """
    status = dict(json.loads(driver_status) or ())
    if status.get("driver-type", "").startswith("io.containerd.snapshotter"):
        return Counted(
            meaning="the compressed layers, config and manifest, newer Docker the files too",
            exact=False,
        )
    return Counted(meaning="the bytes of the image's files", exact=True)


def endpoint_of(client: Client) -> str:
    """Where the client looks for its daemon: DOCKER_HOST, or the endpoint of its context."""
    named = client.surroundings.environment.get("DOCKER_HOST")
    if named:
        return named
    try:
        # docker 20.10's client asks the daemon even for this
        shown = client.attempt(
            "context", "inspect", "--format", _CONTEXT, timeout_seconds=_CONTEXT_SECONDS
        )
    except EngineFailed:
        return _UNKNOWN
    return shown.stdout.strip() or _UNKNOWN


def unreachable(endpoint: str, words: str, environment: Mapping[str, str]) -> Refusal:
    """Why a daemon cannot be used. words: the client's. environment: the client's, for the cure."""
    local = endpoint.startswith("unix://")
    if local and _PERMISSION in words.lower():
        return Refusal(
            why=f"this user may not use the Docker daemon at {endpoint}: {_PERMISSION}",
            cure="usermod -aG docker USER   (as root, then log in again; it gives root's rights)",
        )
    return Refusal(
        why=f"no Docker daemon answers at {endpoint}" + ("" if local else f": {words}"),
        cure=_revival(endpoint, environment, "start"),
    )


def _service(verb: str, search: str) -> str:
    """How this machine starts its daemon: not each has systemd."""
    if shutil.which("systemctl", path=search):
        return f"systemctl {verb} docker"
    return f"service docker {verb}" if shutil.which("service", path=search) else "dockerd"


def _revival(endpoint: str, environment: Mapping[str, str], verb: str) -> str:
    """How to get an answer from the endpoint. verb: what the daemon behind it needs."""
    if environment.get("DOCKER_HOST"):
        return f"{verb} the daemon that DOCKER_HOST names, or unset DOCKER_HOST"
    if endpoint in (_USUAL, _UNKNOWN):
        return f"{_service(verb, environment.get('PATH', ''))}   (as root)"
    return f"docker context use default   (or {verb} the daemon of this context)"
