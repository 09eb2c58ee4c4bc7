"""Where Go gets modules from: the variables that say it, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from slimgo.errors import visible

MODULE_SOURCES = (
    *("GOAUTH", "GOINSECURE", "GONOPROXY", "GONOSUMDB", "GOPRIVATE", "GOPROXY", "GOSUMDB"),
    "GOVCS",
)
"""None of them changes what a build makes; go.sum holds the modules to their content."""

ASKS_NOBODY = {"GOPROXY": ",", "GOSUMDB": " "}
"""What stands in for an empty line of that file. It hides Go's default, so Go asks nobody; an empty
variable would fall through to the default, and these two make Go end in the same way."""

_SECRET = frozenset(("GOAUTH",))
"""Commands with their arguments, which may be anything."""

_HOST = r"[A-Za-z0-9._-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?"
_HIDDEN = "…"


def env_file(ambient: Mapping[str, str], *, system: str) -> Path | None:
    """The file that `go env -w` writes (cmd/go, cfg.EnvFile; os.UserConfigDir).

    system: sys.platform. None where there can be none.
    """
    named = ambient.get("GOENV")
    if named:
        return None if named == "off" else Path(named)
    home = ambient.get("HOME", "")
    if system == "darwin":
        folder = f"{home}/Library/Application Support" if home else ""
    else:
        folder = ambient.get("XDG_CONFIG_HOME") or (f"{home}/.config" if home else "")
    return Path(folder, "go", "env") if folder.startswith("/") else None


def persisted(text: str) -> dict[str, str]:
    """The variables in such a file: NAME=VALUE lines; others are passed over, as Go does."""
    found = {}
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        if equals and "A" <= name[:1] <= "Z" and "\0" not in value:
            found[name] = value
    return found


def modules_from(ambient: Mapping[str, str], written: Mapping[str, str]) -> str:
    """One line that names what is set, and by whom; empty where nothing is.

    written: what `go env -w` wrote. No user name, password, path or query of an address is shown.
    """
    shown = []
    for name in MODULE_SOURCES:
        value = ambient.get(name) or written.get(name)
        if value:
            whose = "the environment" if ambient.get(name) else "go env -w"
            shown.append(f"{name}={_shown(name, value)} from {whose}")
    return visible("; ".join(shown))


def _shown(name: str, value: str) -> str:
    if name in _SECRET:
        return _HIDDEN
    if any("@" in word and "://" not in word for word in re.split(r"[,|\s]", value)):
        return _HIDDEN
    return re.sub(r"[^,|\s]+", lambda word: _without_secrets(name, word[0]), value)


def _without_secrets(name: str, word: str) -> str:
    """Of an address what names the machine; anything else as it is."""
    scheme, colon, rest = word.partition("://")
    if not colon and name == "GOPROXY" and not word.startswith("/"):  # Go adds https:// itself
        scheme, rest = "", word
    elif not colon or scheme == "file":
        return word
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    # where a part that may be a password is cut in two, nothing of it is shown
    odd = "@" in rest[len(authority) :] or not re.fullmatch(_HOST, host)
    return f"{scheme}{colon}{_HIDDEN if rest and odd else host}"
