"""What a program sees of its surroundings, started from the same image in several places.

`python -m attack.sights FOLDER`: on each level of the built-in engine that this user has; JSON.
FOLDER: where make_image has put the images.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from signal import SIGTERM
from typing import Any

from slimgo.engines.builtin import Builtin
from slimgo.errors import EngineFailed, LoopbackOnly
from slimgo.run.host import host_goarch
from slimgo.sandbox.best_level import all_levels, choose_level
from slimgo.values.running import Running
from slimgo.values.start import Start

_UP_SECONDS = 60.0
_UNREACHABLE_SECONDS = 5.0
"""How long we try to reach what is not to be reached from outside."""
_STOP_SECONDS = 2.0

Seen = dict[str, str]
"""Field -> value, both as text."""


def seen(start: Callable[[], Running], *, reachable: bool) -> Seen:
    """Starts it, asks it, ends it: what it saw, how it ended, and what it changed.

    reachable: whether an answer is expected, for which a busy machine is given a minute.
    """
    try:
        running = start()
    except EngineFailed:
        return {"start": "does not start"}
    with running:
        said = _asked(running, _UP_SECONDS if reachable else _UNREACHABLE_SECONDS)
        ended = running.ended() or running.stop(SIGTERM, _STOP_SECONDS)
        said["ended"] = str(ended.status) if ended else "only by SIGKILL"
        changes = running.changes()
        said["changes"] = (
            "untold"
            if changes is None
            else "; ".join(sorted(f"{change.kind} {change.path}" for change in changes))
        )
    return said


def _asked(running: Running, patience_seconds: float) -> Seen:
    connection = http.client.HTTPConnection("localhost", timeout=patience_seconds)
    try:
        connection.sock = running.connect(patience_seconds)
        connection.request("GET", "/")
        told = json.load(connection.getresponse())
    except LoopbackOnly:
        return {"start": "unreachable"}
    except EngineFailed:
        return {"start": "ended by itself"}
    except (OSError, http.client.HTTPException):
        return {"start": "unreachable"}
    finally:
        connection.close()
    return {"start": "answers", **normalised(told)}


def normalised(told: dict[str, Any]) -> Seen:
    """Without what is another on every machine and at every start: names, addresses, numbers."""
    own = re.search(r"eth0 (\d+\.\d+\.\d+)\.(\d+)/", str(told.get("interfaces")))
    names = {f"{own[1]}.{own[2]}": "<its own>", f"{own[1]}.1": "<gateway>"} if own else {}
    environment = told.get("environment", [])
    hostname = next((pair[9:] for pair in environment if pair.startswith("HOSTNAME=")), "")
    fields = {}
    for name, value in told.items():
        text = ", ".join(value) if isinstance(value, list) else str(value)
        for raw, word in {**names, hostname: "<host name>"}.items():
            text = re.sub(rf"(?<![\d.]){re.escape(raw)}(?![\d.])", word, text) if raw else text
        fields[name] = re.sub(r"(<its own>)/\d+", r"\1", text)
    fields["parent"] = "none" if told.get("parent") == 0 else "a process"
    return fields


def on_each_level(folder: Path) -> dict[str, dict[str, Seen]]:
    """Level -> image -> what was seen of the images that make_images put into the folder."""
    writing = named(folder, "writing")
    unreachable = named(folder, "unreachable")
    goarch = host_goarch()
    levels = {level.name: level for level in reversed(list(all_levels()))}
    told: dict[str, dict[str, Seen]] = {}
    for name, level in reversed(levels.items()):
        try:
            chosen = choose_level(goarch, (level,)).level
        except EngineFailed:
            continue
        engine = Builtin(project=folder, level=chosen, goarch=goarch)
        told[name] = {
            tar.stem: seen(
                partial(engine.start, tar.stem, Start(port=3000)),
                reachable=tar.stem not in unreachable,
            )
            for tar in sorted(folder.glob("build/*.tar"))
            # what a program writes at this level it writes into this machine's files
            if level.own_root or tar.stem not in writing
        }
    return told


def named(folder: Path, trait: str) -> list[str]:
    """The images of that trait, `writing` or `unreachable`: make_images says which."""
    return (folder / trait).read_text().split()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(on_each_level(Path(sys.argv[1]))))
