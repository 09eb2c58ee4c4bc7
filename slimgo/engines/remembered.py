"""Which way of running the trial image worked, remembered until the machine is restarted."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slimgo.engines.container_engine import ContainerEngine
from slimgo.errors import BadInput
from slimgo.run.store import write_whole

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_WHERE = (
    *("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_BUILDKIT", "CONTAINER_HOST"),
    *("CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF", "XDG_RUNTIME_DIR", "HOME"),
)
"""Variables that decide which daemon, builder or storage a client works with."""


@dataclass(frozen=True, kw_only=True)
class Trials:
    """One file for each way, in the private cache; without a cache nothing is remembered."""

    cache: Path

    def note(self, way: ContainerEngine) -> str | None:
        """Why the plain way had failed when this one worked; None when it is not known to work."""
        try:
            note = json.loads(self._file(way).read_bytes())["note"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return note if isinstance(note, str) else None

    def remember(self, way: ContainerEngine, note: str) -> None:
        with suppress(OSError, BadInput):
            self.cache.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(way), json.dumps({"note": note}).encode())

    def _file(self, way: ContainerEngine) -> Path:
        surroundings = way.client.surroundings
        status = surroundings.program(way.name).stat()
        parts = [
            _BOOT_ID.read_text() if _BOOT_ID.exists() else "",
            *(surroundings.environment.get(name, "") for name in _WHERE),
            f"{way.name} {way.version} {way.goarch} {way.build_env} {way.run_flags}",
            f"{status.st_size} {status.st_mtime_ns}",
        ]
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
        return self.cache / f"trial-{way.name}-{digest}.json"
