"""Fetches what can be fetched: UPX for everyone; as root on Debian what CI's larger tiers need."""

from __future__ import annotations

import os

from slimgo.config.settings import Options
from slimgo.errors import ToolMissing
from slimgo.pipeline.find import surroundings_of
from slimgo.pipeline.packers import find_upx
from slimgo.run.process import run
from slimgo.terminal.screen import Terminal
from slimgo.terminal.typed import typed
from slimgo.values.command import Command

_SYSTEM = (
    Command(argv=("apt-get", "update", "-q")),
    Command(
        argv=(
            "apt-get", "install", "-y", "-q", "--no-install-recommends",
            "docker.io", "iptables", "iproute2", "podman", "runc", "uidmap", "slirp4netns",
            "gcc", "libc6-dev", "gdb", "binutils", "qemu-user-static", "skopeo",
            "chromium", "fonts-dejavu-core",
        ),
        env=(("DEBIAN_FRONTEND", "noninteractive"),),
    ),
)  # fmt: skip
_INSTALL_SECONDS = 1200


def setup(options: Options, *, system: bool) -> None:
    """Raises ToolMissing where something cannot be had; CommandFailed where apt-get fails."""
    surroundings = surroundings_of(options.settings)
    with Terminal(dry=options.dry) as terminal:
        if system:
            if not options.dry and (os.geteuid() != 0 or "apt-get" not in surroundings.programs):
                raise ToolMissing(
                    "--system installs Debian packages as root",
                    why="this is not root on a Debian system",
                    cure="invoke setup --system   (as root, on Debian or Ubuntu)",
                )
            for command in _SYSTEM:
                terminal.say(str(command) if options.dry else f"$ {command}")
                if not options.dry:
                    run(command, surroundings, timeout_seconds=_INSTALL_SECONDS)
        if options.dry:
            return
        found = find_upx(options.settings, surroundings, terminal)
        terminal.say(f"UPX {found.version}: {found.path} ({found.origin})")
        terminal.say(typed("All that can be fetched is here. Next: invoke slim"))
