"""Work done side by side as far as memory goes; the results do not depend on how much that is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from slimgo.gopack.memory import large_pages

Result = TypeVar("Result")

THREADS = 4


@dataclass(frozen=True, kw_only=True)
class Job(Generic[Result]):
    """needs: bytes of memory while it runs."""

    run: Callable[[], Result]
    needs: int


@dataclass(kw_only=True)
class _Room:
    """What the jobs that run need together is no more than there is; one alone may need more."""

    there: int
    taken: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def run(self, job: Job[Result]) -> Result:
        with self.changed:
            self.changed.wait_for(lambda: not self.taken or self.taken + job.needs <= self.there)
            self.taken += job.needs
        try:
            return job.run()
        finally:
            with self.changed:
                self.taken -= job.needs
                self.changed.notify_all()


def side_by_side(jobs: Sequence[Job[Result]], most: int) -> list[Result]:
    """The results, in the order of the jobs. most: bytes for all that run at once.

    Those that need most begin first: they take longest.
    """
    room = _Room(there=most)
    order = sorted(range(len(jobs)), key=lambda number: -jobs[number].needs)
    needs = [job.needs for job in jobs]
    together = min(sum(needs), most + max(needs, default=0))
    with large_pages(together), ThreadPoolExecutor(THREADS) as pool:
        try:
            futures = {number: pool.submit(room.run, jobs[number]) for number in order}
        except RuntimeError as error:  # Python's words for a thread that the system does not give
            raise MemoryError from error
        return [futures[number].result() for number in range(len(jobs))]
