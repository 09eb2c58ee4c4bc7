"""The least memory limit that each of some programs starts under, where it was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from slimgo.errors import EngineFailed
from slimgo.pipeline.alone import alone
from slimgo.pipeline.project import Project
from slimgo.pipeline.starts import accompanied
from slimgo.pipeline.sweeping import in_surroundings
from slimgo.sandbox.starts import memory
from slimgo.values.event import Doing, Note
from slimgo.values.measurement import Measurement


def least_memories(
    project: Project, programs: Mapping[str, Path]
) -> dict[str, tuple[Measurement, ...]]:
    """Of each program; of none, and the reason is told, where no cgroup can be made."""
    found: dict[str, tuple[Measurement, ...]] = {}
    how = project.program.probe
    for name, path in programs.items():
        project.tell(Doing(text="looking for the least memory limit"))
        beside = accompanied(project.program.companions, project.surroundings)
        with beside, alone(project, path, how) as program:
            try:
                found[name] = (memory.least_memory(in_surroundings(project, how), program),)
            except EngineFailed as error:
                why = f"{error.what}: {error.why}" if error.why else error.what
                return _untaken(project, why)
    return found


def _untaken(project: Project, why: str) -> dict[str, tuple[Measurement, ...]]:
    project.tell(Note(text=f"least memory limit not measured: {why}", loud=True))
    return {}
