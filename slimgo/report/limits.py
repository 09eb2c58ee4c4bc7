"""What is known of the packers whose price is shown: where their programs do not start."""

from __future__ import annotations

from slimgo.plan.faults import known_faults
from slimgo.plan.packers import PACKERS
from slimgo.values.result import Result


def limit_lines(result: Result) -> tuple[str, ...]:
    """A sentence each; none for a run that shows no packer's price."""
    shown = [
        step.binary.packed_by
        for step in result.steps
        if step.binary and step.binary.packed_by and (step.measurements or result.comparison)
    ]
    packers = [PACKERS[name] for name in dict.fromkeys(shown)]
    if not packers:
        return ()
    versions = dict(result.versions)
    where = "Where memory may not become executable (PR_SET_MDWE, SELinux without execmem)"
    programs = "; ".join(
        f"{each.name}'s programs {each.without_executable_memory}" for each in packers
    )
    return (
        f"{where}, {programs}.",
        *(
            f"Known of {each.name} {versions[each.name]}: {fault.says}."
            for each in packers
            for fault in known_faults(each.name, versions.get(each.name, ""))
        ),
    )
