"""Probes a service again and again, traced or not: `python -m bench.observed FILE [--traced]`."""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from slimgo.errors import CheckFailed
from slimgo.facts.probe import probe
from slimgo.run.host import host_goarch
from slimgo.sandbox.best_level import choose_level
from slimgo.sandbox.launch import start
from slimgo.sandbox.opens.observing import Observing
from slimgo.terminal.door import door
from slimgo.values.guest import Guest
from slimgo.values.probe import Service
from slimgo.values.question import Question

_TIMES = 50
"""So many that the start of a Python counts for little."""
_PORT = 3000


@door
def main() -> None:
    """Raises CheckFailed where it does not answer, or nothing can be traced here."""
    parser = argparse.ArgumentParser(prog="python -m bench.observed", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--traced", action="store_true")
    asked = parser.parse_args()
    level = choose_level(host_goarch()).level
    observing = Observing(level)
    begin = observing.start if asked.traced else partial(start, level=level)
    service = Service(port=_PORT, questions=(Question(path="/", match="anything"),))
    with TemporaryDirectory() as folder:
        root = Path(folder, "root")
        root.mkdir()
        shutil.copy(asked.file, root / "program")
        guest = Guest(root=root, argv=("./program",), port=_PORT)
        for _ in range(_TIMES):
            (answer,) = probe(lambda: begin(guest), service).answers
            if answer.problem:
                raise CheckFailed(f"{asked.file} does not answer", why=answer.problem)
    if asked.traced and not observing.opened().names:
        raise CheckFailed("nothing was seen", why=observing.opened().lacks)


if __name__ == "__main__":
    main()
