"""What each verb does with one file. Each imports what it needs itself: some of it takes long."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from slimgo.gopack import files
from slimgo.gopack.command.jobs import Job
from slimgo.gopack.command.output import deliver, refuse_early
from slimgo.gopack.command.progress import Progress
from slimgo.gopack.command.said import packed_line, tested_line, unpacked_line

if TYPE_CHECKING:
    from slimgo.gopack.encode import Effort

Verb = Callable[[Job, argparse.Namespace, Progress], str]
"""The lines to say. Raises GopackError, MemoryError, BrokenPipeError."""


def _pack(job: Job, typed: argparse.Namespace, doing: Progress) -> str:
    refuse_early(job)
    doing("reading it")
    from slimgo.gopack import memory

    memory.begin()
    from slimgo.gopack.pack import read
    from slimgo.gopack.proven import pack_proven
    from slimgo.gopack.remarks import remarks

    source = read(files.read(job.file), typed.overlay)
    packed, proof, missed = pack_proven(source, _effort(typed), partial(deliver, job), doing)
    lines = [*missed, *remarks(packed, source)]
    if typed.explain:
        from slimgo.gopack.explain import table

        lines.insert(0, table(packed))
    size = len(packed.data)
    last = packed_line(job, size=size, of=source.size, seconds=doing.seconds, proof=proof)
    return "\n".join((*lines, last))


def _unpack(job: Job, _: argparse.Namespace, doing: Progress) -> str:
    refuse_early(job)
    doing("unpacking")
    from slimgo.gopack.overlay import appended
    from slimgo.gopack.unpack import unpack

    data = files.read(job.file)
    original = unpack(data)
    behind = appended(data)
    missed = deliver(job, original + behind)
    last = unpacked_line(job, size=len(original), behind=len(behind), seconds=doing.seconds)
    return "\n".join((*missed, last))


def _test(job: Job, _: argparse.Namespace, doing: Progress) -> str:
    doing("unpacking")
    from slimgo.gopack.overlay import appended
    from slimgo.gopack.unpack import unpack

    data = files.read(job.file)
    size, behind = len(unpack(data)), len(appended(data))
    return tested_line(job.file, size=len(data), unpacked=size, behind=behind)


def _explain(job: Job, typed: argparse.Namespace, doing: Progress) -> str:
    doing("reading it")
    from slimgo.gopack import memory

    memory.begin()
    from slimgo.gopack.explain import table
    from slimgo.gopack.pack import read
    from slimgo.gopack.smallest import pack_smallest

    source = read(files.read(job.file), typed.overlay)
    return table(pack_smallest(source, _effort(typed), doing=doing))


def _effort(typed: argparse.Namespace) -> Effort:
    from slimgo.gopack.encode import Effort

    if typed.brute:
        return Effort.BRUTE
    return Effort.BEST if typed.best else Effort.DEFAULT


VERBS: dict[str, Verb] = {"pack": _pack, "unpack": _unpack, "test": _test, "explain": _explain}
SUFFIXES = {"pack": ".packed", "unpack": ".unpacked"}
"""Of those that make a file: what its name gets, where none is typed."""
