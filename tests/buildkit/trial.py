"""One Dockerfile built by both, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slimgo.errors import BadInput
from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.values.target import Target
from tests.buildkit.compare import DESIGN, design_of, differences
from tests.buildkit.dockerfiles import Written
from tests.buildkit.engine import BuildKit
from tests.buildkit.images import read
from tests.buildkit.refusals import REFUSALS, refusal_of

AMD64 = Target(goos="linux", goarch="amd64")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of one Dockerfile."""

    case: Written
    built_by_both: bool
    refused_by_both: bool = False
    by_design: frozenset[str] = frozenset()
    """Names of the tables' rows that occurred."""
    wrong: tuple[str, ...] = ()
    """What no row explains."""

    def __str__(self) -> str:
        arguments = f" with {self.case.build_args}" if self.case.build_args else ""
        lines = "\n  ".join(self.wrong)
        return f"Dockerfile {self.case.number}{arguments}:\n{self.case.text}  {lines}"


ROWS = {row.name: row.why for row in DESIGN} | {row.words: row.why for row in REFUSALS}
"""All that is meant to differ, by name, with its reason."""


def tried(daemon: BuildKit, case: Written, context: Path, folder: Path) -> Trial:
    """Builds it twice and compares. folder: an empty one for what is made."""
    ours, theirs = folder / "ours.tar", folder / "theirs.tar"
    (folder / "Dockerfile").write_text(case.text)
    refused = _refused_by_us(case, context, ours)
    refused_there = daemon.build(folder, context, theirs, case.build_args)
    if refused and refused_there:
        return Trial(case=case, built_by_both=False, refused_by_both=True)
    if refused_there:
        wrong = f"only BuildKit refuses: {refused_there}"
        return Trial(case=case, built_by_both=False, wrong=(wrong,))
    if refused:
        row = refusal_of(refused)
        return Trial(
            case=case,
            built_by_both=False,
            by_design=frozenset({row.words} if row else ()),
            wrong=() if row else (f"only we refuse: {refused}",),
        )
    found = differences(read(ours), read(theirs))
    return Trial(
        case=case,
        built_by_both=True,
        by_design=frozenset(meant.name for each in found if (meant := design_of(each))),
        wrong=tuple(str(each) for each in found if not design_of(each)),
    )


def _refused_by_us(case: Written, context: Path, out: Path) -> str:
    """Our image of it; or why there is none."""
    try:
        plan = image_plan(case.text, case.build_args)
        write_layout(plan, context=context, tag="x", target=AMD64, out=out)
    except BadInput as error:
        return str(error)
    return ""
