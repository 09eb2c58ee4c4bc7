"""Several of one program at once, each in a network of its own.

Imported by the process that measures, so it imports little.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from slimgo.sandbox.confine import adopt_orphans
from slimgo.sandbox.starts.network import new_network
from slimgo.sandbox.trials.program import started


@contextmanager
def replica(request: dict[str, Any]) -> Iterator[int]:
    """A program in a network of its own, once it has answered: its process."""
    told, tell = os.pipe()
    waits, go_on = os.pipe()
    helper = os.fork()
    if not helper:
        os.close(told)
        os.close(go_on)
        _keep(request, tell, waits)
    os.close(tell)
    os.close(waits)
    try:
        with open(told, "rb") as words:  # noqa: PTH123 - quicker
            line = words.readline()
        said = json.loads(line or b'{"error": "the helper ended"}')
        if "error" in said:
            raise OSError(0, said["error"])
        yield said["pid"]
    finally:
        os.close(go_on)
        os.waitpid(helper, 0)


def _keep(request: dict[str, Any], tell: int, waits: int) -> NoReturn:
    """Starts a program in a new network, says which it is, and ends it when told to."""
    try:
        adopt_orphans()  # a fork does not inherit it
        new_network()
        with started(request) as (pid, _, _):
            os.write(tell, json.dumps({"pid": pid}).encode() + b"\n")
            os.read(waits, 1)
    except OSError as error:
        os.write(tell, json.dumps({"error": error.strerror or str(error)}).encode() + b"\n")
    finally:
        os._exit(0)
