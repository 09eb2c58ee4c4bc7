"""What public units of Go services take from a service, as far as seccomp filters do that.

Read as they stand in the repositories named; what concerns folders, devices and capabilities is
left out. NixOS's modules are units in another spelling; they were read in Swarsel/nixpkgs, a fork
of NixOS/nixpkgs, at commit 4aa6836a.
"""

from __future__ import annotations

from dataclasses import dataclass

_NIXOS = "Swarsel/nixpkgs: nixos/modules/services/"
_INTERNET = ("AF_INET", "AF_INET6")
_USUAL = (*_INTERNET, "AF_UNIX")


@dataclass(frozen=True, kw_only=True)
class Unit:
    name: str
    source: str
    """Repository and path."""
    calls: tuple[str, ...] = ()
    """SystemCallFilter=, line by line; what is not allowed ends the process by SIGSYS, as no
    SystemCallErrorNumber= is set."""
    calls_fail: bool = False
    """SystemCallErrorNumber=EPERM: it is told so instead."""
    families: tuple[str, ...] = ()
    """RestrictAddressFamilies=."""
    no_code: bool = False
    """MemoryDenyWriteExecute=."""
    native: bool = False
    """SystemCallArchitectures=native."""
    no_namespaces: bool = False
    """RestrictNamespaces=."""
    no_realtime: bool = False
    """RestrictRealtime=."""


UNITS = (
    Unit(
        name="node_exporter",
        source="prometheus/node_exporter: examples/systemd/node_exporter.service",
        calls=tuple(
            f"~@{group}"
            for group in "mount swap debug obsolete reboot module cpu-emulation".split()
        ),
        no_code=True,
        native=True,
    ),
    Unit(
        name="node_exporter-strict",
        source="guides, as computingarts.com/posts/2026-03-05-systemd-service-hardening",
        calls=("@system-service", "~@privileged @resources"),
        no_code=True,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="exporters",
        source=_NIXOS + "monitoring/prometheus/exporters.nix",
        families=_INTERNET,
        no_code=True,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="navidrome",
        source="navidrome/navidrome: contrib/navidrome.service",
        calls=("@system-service", "~@privileged @resources", "setrlimit"),
        families=_USUAL,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="step-ca",
        source="smallstep/certificates: systemd/step-ca.service",
        calls=("@system-service",),
        families=_USUAL,
        no_code=True,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="gotosocial",
        source="superseriousbusiness/gotosocial: example/gotosocial.service",
        calls=("~@clock @debug @module @mount @obsolete @reboot @setuid @swap",),
        families=_USUAL,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="headscale",
        source="juanfont/headscale: docs/packaging/headscale.systemd.service",
        calls=("@chown", "@system-service", "~@privileged"),
        families=_USUAL,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="syncthing",
        source="syncthing/syncthing: etc/linux-systemd/system/syncthing@.service",
        no_code=True,
        native=True,
    ),
    Unit(
        name="maddy",
        source="foxcpp/maddy: dist/systemd/maddy.service",
        no_code=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="grafana",
        source=_NIXOS + "monitoring/grafana.nix",
        calls=("@system-service", "~@privileged"),
        families=_USUAL,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="alertmanager",
        source=_NIXOS + "monitoring/prometheus/alertmanager.nix",
        calls=("@system-service", *"~@cpu-emulation ~@privileged ~@reboot ~@setuid ~@swap".split()),
        families=(*_INTERNET, "AF_NETLINK"),
        no_code=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="forgejo",
        source=_NIXOS + "misc/forgejo.nix",
        calls=(
            "~@cpu-emulation @debug @keyring @mount @obsolete @privileged @setuid",
            "setrlimit",
        ),
        families=_USUAL,
        no_code=True,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="victoriametrics",
        source=_NIXOS + "databases/victoriametrics.nix",
        calls=("@system-service", "~@privileged", "mincore"),
        families=_USUAL,
        no_code=True,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="authelia",
        source=_NIXOS + "security/authelia.nix",
        calls=(
            "@system-service",
            *"~@cpu-emulation ~@debug ~@keyring ~@memlock ~@obsolete ~@privileged ~@setuid".split(),
        ),
        calls_fail=True,
        families=_USUAL,
        no_code=True,
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    Unit(
        name="adguardhome",
        source=_NIXOS + "networking/adguardhome.nix",
        calls=("@system-service", "~@privileged", "~@resources"),
        families=(*_INTERNET, "AF_NETLINK"),
        native=True,
        no_namespaces=True,
        no_realtime=True,
    ),
    *(
        Unit(
            name=name,
            source=f"{_NIXOS}networking/{name}.nix",
            calls=(
                "@system-service",
                "@chown",
                *"~@aio ~@keyring ~@memlock ~@setuid ~@timer".split(),
            ),
            families=_INTERNET,
            no_code=True,
            native=True,
            no_namespaces=True,
            no_realtime=True,
        )
        for name in ("blocky", "dnscrypt-proxy")
    ),
)
