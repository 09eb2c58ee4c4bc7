"""A process that was just forked becomes a program, with nothing but what it is to have.

Imported by the fork server, so it imports little.
"""

from __future__ import annotations

import fcntl
import os
import signal
from typing import Any, NoReturn

from slimgo.sandbox.confine import confine

_HIGH_FD = 64


def become(launch: dict[str, Any], fds: list[int], keeper: int) -> NoReturn:
    """Turns this process, which keeper has forked, into a launch's program.

    fds: what it is given from descriptor 0 on. Status 127 where it cannot be, and why on 2.
    """
    doing = "chroot"
    try:
        os.setsid()
        # first out of the way of the numbers that they are to have
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _HIGH_FD) for fd in fds]
        for target, fd in enumerate(high):
            os.dup2(fd, target)
            os.set_inheritable(target, True)  # noqa: FBT003 - positional only
        for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(ignored_by_python, signal.SIG_DFL)
        if launch["root"]:
            os.chroot(launch["root"])
        doing = launch["argv"][0]
        os.chdir(launch["directory"])
        # opened by who we are: whom we become may not reach into the folders above it
        executable = os.open(launch["executable"], os.O_PATH | os.O_CLOEXEC)
        doing = "isolation"
        confine(launch)
        doing = launch["argv"][0]
        if os.getppid() == keeper:
            os.execve(executable, launch["argv"], launch["env"])  # noqa: S606 - it is what we are for
    except OSError as error:
        os.write(2, f"{doing}: {error.strerror}\n".encode())
    finally:
        os._exit(127)
