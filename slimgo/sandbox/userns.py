"""User namespaces with a map of many ids, made and entered by a process of one thread.

Imported by the fork server, so it imports little. See user_namespaces(7).
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from typing import NoReturn

from slimgo.sandbox.confine import checked, libc
from slimgo.values.idmap import IdMap

_CLONE_NEWUSER = 0x10000000  # linux/sched.h
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Namespaced:
    """A child in a user namespace of its own, which waits to be let go.

    helpers: the paths of newuidmap and newgidmap, which write a user's map; empty for root, who
    writes it himself. Raises OSError.
    """

    def __init__(
        self, uids: IdMap, gids: IdMap, helpers: tuple[str, ...], do: Callable[[], None]
    ) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # so that there is somebody to wait for
        made, makes = os.pipe()
        self._goes, self._go = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(made)
            os.close(self._go)
            _live(makes, self._goes, do)
        os.close(makes)
        try:
            _wait(made)
            for kind, mapped, helper in zip(
                ("uid", "gid"), (uids, gids), helpers or ("", ""), strict=True
            ):
                _write_map(self.pid, kind, mapped, helper)
        except BaseException:
            self.end()
            raise

    def namespace(self) -> int:
        """A descriptor of the namespace, which keeps it."""
        return os.open(f"/proc/{self.pid}/ns/user", os.O_RDONLY)

    def run(self) -> None:
        """Lets the child do its work, and waits for it. Raises OSError where it failed."""
        os.write(self._go, b"1")
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        self.end()
        if status:
            raise OSError(errno.EPERM, "the work in the user namespace failed")

    def end(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        for fd in (self._goes, self._go):
            if fd >= 0:
                os.close(fd)
        self._goes = self._go = -1


def _wait(made: int) -> None:
    with os.fdopen(made, "rb") as ready:
        if ready.read(1) != b"1":
            raise OSError(errno.EPERM, "no user namespace can be made")


def _live(makes: int, goes: int, do: Callable[[], None]) -> NoReturn:
    status = 1
    try:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        checked(libc.unshare(_CLONE_NEWUSER))
        os.write(makes, b"1")
        os.close(makes)
        if os.read(goes, 1):
            os.setgroups([])
            os.setresgid(0, 0, 0)
            os.setresuid(0, 0, 0)
            do()
            status = 0
    finally:
        os._exit(status)


def _write_map(pid: int, kind: str, mapped: IdMap, helper: str) -> None:
    if helper:
        words = [str(number) for each in mapped for number in each]
        child = os.posix_spawn(helper, [helper, str(pid), *words], {})
        _, status = os.waitpid(child, 0)
        if status:
            raise OSError(errno.EPERM, f"{helper} refused the map")
        return
    with open(f"/proc/{pid}/{kind}_map", "w") as file:  # noqa: PTH123 - pathlib is slow to import
        file.write("".join(f"{inside} {outside} {count}\n" for inside, outside, count in mapped))


def enter(namespace: int) -> None:
    """Raises OSError; nothing happens where we are in it already."""
    try:
        checked(libc.setns(namespace, _CLONE_NEWUSER))
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
