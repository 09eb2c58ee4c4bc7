"""Docker: chosen when its daemon answers in time and runs the trial image."""

from __future__ import annotations

import json
import os
from pathlib import Path

from slimgo.errors import EngineFailed, ToolMissing
from slimgo.run.engine.client import Client, reason
from slimgo.run.engine.container_engine import ContainerEngine, Counted
from slimgo.run.engine.container_trial import first_that_runs
from slimgo.run.process import Surroundings

_ANSWER_SECONDS = 5.0
_SERVER = "{{.Server.Os}} {{.Server.Arch}} {{.Server.Version}}"
_CONTEXT = "{{.Endpoints.docker.Host}}"
_CONTEXT_SECONDS = 1.0
_SERVER_WORDS = len(_SERVER.split())


def try_docker(surroundings: Surroundings, *, cache: Path | None = None) -> ContainerEngine | str:
    """The engine, tried, or in a line why there is none. A hanging daemon costs 6 s.

    cache: where the outcome of the trial is remembered.
    """
    client = Client(name="docker", surroundings=surroundings)
    try:
        answer = client.attempt("version", "--format", _SERVER, timeout_seconds=_ANSWER_SECONDS)
    except ToolMissing:
        return "no docker client on PATH"
    except EngineFailed:
        return (
            f"the Docker daemon at {_endpoint(client)} does not answer within {_ANSWER_SECONDS:g} s"
        )
    server = answer.stdout.split()
    if answer.status or len(server) != _SERVER_WORDS:
        return _unreachable(_endpoint(client), reason(answer.stderr))
    goos, goarch, version = server
    if goos != "linux":
        return f"the Docker daemon runs {goos} images, not linux ones"
    try:
        counted = counted_size(client.call("info", "--format", "{{json .DriverStatus}}"))
    except EngineFailed as error:
        return f"{error.what}: {error.why}"
    plain = ContainerEngine(client=client, version=version, goarch=goarch, counted=counted)
    classic = ContainerEngine(
        client=client,
        version=version,
        goarch=goarch,
        counted=counted,
        # a client without buildx refuses a DOCKER_BUILDKIT=1 that it finds around
        build_env=(("DOCKER_BUILDKIT", "0"),),
    )
    return first_that_runs((plain, classic), cache=cache)


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


def _endpoint(client: Client) -> str:
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
        return "its endpoint"
    return shown.stdout.strip() or "its endpoint"


def _unreachable(endpoint: str, words: str) -> str:
    socket = Path(endpoint.removeprefix("unix://"))
    if socket.is_socket() and not os.access(socket, os.R_OK | os.W_OK):
        return f"this user may not use the Docker daemon at {endpoint}: permission denied"
    if endpoint.startswith("unix://"):
        return f"no Docker daemon answers at {endpoint}"
    return f"no Docker daemon answers at {endpoint}: {words}"
