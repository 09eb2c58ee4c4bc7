"""What a minimal root may lack: a table of candidates, and how each is put there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from slimgo.plan.engine_defaults import NAME_FILES
from slimgo.values.need import NeedName


@dataclass(frozen=True, kw_only=True)
class Place:
    """A root that is furnished."""

    root: Path
    authority: Path
    """The certificate of the authority that signed the upstream's, as PEM."""
    executes: tuple[str, ...]
    """Names of programs, for the candidate `programs`."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Something that a program may want from its root."""

    name: str
    need: NeedName
    """The need of slimgo's that it belongs to."""
    put: Callable[[Place], None]
    mounted: str = ""
    """A folder of this machine that is shown at the same place, read-only: too much to copy."""
    given_by_engines: bool = False
    """Whether docker and podman mount it over whatever an image has there."""


def _text(path: str, text: str) -> Callable[[Place], None]:
    def put(place: Place) -> None:
        target = place.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    return put


def _certificates(place: Place) -> None:
    """The machine's own authorities, and the upstream's behind them, as where an administrator
    adds one."""
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    kept = bundle.read_text() if bundle.exists() else ""
    _text("/etc/ssl/certs/ca-certificates.crt", kept + place.authority.read_text())(place)


def _zones(place: Place) -> None:
    """Beside the machine's database: local time is UTC, as in the images of the distributions."""
    (place.root / "etc").mkdir(exist_ok=True)
    (place.root / "etc/localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")


def _user(place: Place) -> None:
    users = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n"
    _text("/etc/passwd", users)(place)
    _text("/etc/group", "root:x:0:\nnogroup:x:65534:\n")(place)


def _tmp(place: Place) -> None:
    (place.root / "tmp").mkdir()
    (place.root / "tmp").chmod(0o1777)


def _home(place: Place) -> None:
    (place.root / "root").mkdir(mode=0o700)


def _programs(place: Place) -> None:
    """Each with the libraries that it is linked to, where they are on this machine."""
    for name in place.executes:
        found = shutil.which(name)
        if not found:
            raise FileNotFoundError(f"{name} is not here: install it, then start again")
        target = place.root / ("bin/sh" if name == "sh" else f"usr/bin/{name}")
        _copied(Path(found), target)
        # `ldd` fails for a static program, which needs nothing
        linked = subprocess.run(("ldd", found), capture_output=True, text=True, check=False)
        for library in re.findall(r"(/\S+)", linked.stdout.replace(f"{found}:", "")):
            _copied(Path(library), place.root / library.lstrip("/"))


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source.resolve(), target)


_MIME = """\
application/epub+zip epub
application/pdf pdf
text/calendar ics
text/html html htm
text/plain txt
"""

_NSSWITCH = "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n"

_HOSTS, _HOSTNAME, _RESOLV_CONF = NAME_FILES

CANDIDATES = (
    Candidate(name="certificates", need="certificates", put=_certificates),
    Candidate(name="zones", need="zones", put=_zones, mounted="/usr/share/zoneinfo"),
    Candidate(name="user", need="user", put=_user),
    Candidate(name="tmp", need="tmp", put=_tmp),
    Candidate(name="mime", need="mime", put=_text("/etc/mime.types", _MIME)),
    Candidate(name="home", need="home", put=_home),
    Candidate(name="programs", need="programs", put=_programs),
    Candidate(name="nsswitch.conf", need="resolver", put=_text("/etc/nsswitch.conf", _NSSWITCH)),
    Candidate(
        name="services",
        need="resolver",
        put=_text("/etc/services", "smtp 25/tcp\ndomain 53/tcp\nhttps 443/tcp\nmqtt 1883/tcp\n"),
    ),
    Candidate(
        name="protocols",
        need="resolver",
        put=_text("/etc/protocols", "tcp 6 TCP\nudp 17 UDP\nospf 89 OSPFIGP\n"),
    ),
    Candidate(
        name="hosts",
        need="resolver",
        put=_text(_HOSTS, "127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.0.1\tprobed\n"),
        given_by_engines=True,
    ),
    Candidate(
        name="hostname", need="resolver", put=_text(_HOSTNAME, "probed\n"), given_by_engines=True
    ),
    Candidate(
        name="resolv.conf",
        need="resolver",
        # not 127.0.0.1, where Go looks without the file too
        put=_text(_RESOLV_CONF, "nameserver 127.0.0.53\n"),
        given_by_engines=True,
    ),
)


def candidates(executes: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Those of a program: `programs` only where it executes some."""
    return tuple(each for each in CANDIDATES if executes or each.name != "programs")


def home(present: frozenset[str]) -> str:
    """HOME as an engine sets it: root's in /etc/passwd, and / where there is no such file. With
    the candidate `home` the image would set it."""
    return "/root" if present & {"home", "user"} else "/"
