"""Gets a package from Debian's archive without root: apt checks it, the system's apt stays as is.

The system's sources say which mirror and whose signature. apt gets a configuration of its own
that keeps lists, cache and hooks apart (apt.conf(5)).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from slimgo.errors import CommandFailed, ToolMissing
from slimgo.run.apt_sources import Source, suites, system_sources
from slimgo.run.os_release import os_release
from slimgo.run.process import Surroundings, run
from slimgo.values.command import Command

_SECONDS = 300
# what an administrator hooks to `apt update` is about the system's lists, not about ours
_CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


def fetch(
    package: str, into: Path, surroundings: Surroundings, *, backported: Collection[str] = ()
) -> None:
    """Unpacks the newest version that this system's archive has into the folder.

    backported: codenames of the releases where only the backports have it. Raises ToolMissing
    when there is no apt, no source, no network, no valid signature, or no such package.
    """
    suite = suites(system_sources(Path("/etc/apt")), os_release(), backported)
    if not suite:
        raise ToolMissing(
            f"{package} cannot be fetched",
            why="no source in /etc/apt names this system's release",
            cure=f"install it with your system's packages: {package}",
        )
    try:
        _download(package, into, surroundings, suite)
    except CommandFailed as error:
        raise ToolMissing(
            f"{package} cannot be fetched from {suite[0].uris[0]} {suite[0].suites[0]}",
            why=error.why or error.what,
            cure="invoke slim --with gopack   (needs no UPX; or mend that, then: invoke setup)",
        ) from error


def _download(
    package: str, into: Path, surroundings: Surroundings, sources: tuple[Source, ...]
) -> None:
    """Runs apt in a folder that is removed afterwards. Raises CommandFailed with apt's reason."""
    with tempfile.TemporaryDirectory(prefix="slimgo-apt-") as name:
        folder = Path(name)
        options = prepare(folder, sources, as_root=os.geteuid() == 0)
        there = replace(surroundings, directory=folder)
        # a source that fails matters only if the package is not in another
        update, download = (
            run(
                Command(argv=("apt-get", *options, *words)),
                there,
                timeout_seconds=_SECONDS,
                check=False,
            )
            for words in (("update",), ("download", package))
        )
        if download.status:
            raise CommandFailed(
                "apt-get download", why=reason(update.stderr) or reason(download.stderr)
            )
        packed = next(folder.glob("*.deb"))
        run(Command(argv=("dpkg-deb", "-x", str(packed), str(into))), there)


def prepare(folder: Path, sources: Iterable[Source], *, as_root: bool) -> tuple[str, ...]:
    """Lays out apt's private folder; returns the options that make apt keep to it."""
    for name in ("lists/partial", "archives/partial", "sources"):
        (folder / name).mkdir(parents=True)
    (folder / "sources" / "private.sources").write_text("\n".join(map(str, sources)))
    (folder / "apt.conf").write_text(_CONFIGURATION)
    settings = {
        "Dir::State": folder,
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder,
        "Dir::Cache::Archives": folder / "archives",
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": folder / "sources",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Acquire::Languages": "none",
        "Acquire::AllowInsecureRepositories": "false",
        "APT::Get::AllowUnauthenticated": "false",
        # apt gives its downloads to a user of its own, who may not enter this folder
        **({"APT::Sandbox::User": "root"} if as_root else {}),
    }
    pairs = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    return ("-q", "-c", str(folder / "apt.conf"), *pairs)


def reason(said: str) -> str:
    """apt's first error, else its first warning, without the letter in front."""
    lines = said.splitlines()
    found = (line for letter in ("E: ", "W: ") for line in lines if line.startswith(letter))
    return next(found, "")[3:].strip()
