"""`files`: what the image has beside its program becomes one tar, which ADD unpacks."""

from __future__ import annotations

import time

from slimgo.facts.binary import digest
from slimgo.pipeline.once import Done, Work, once
from slimgo.pipeline.project import Project
from slimgo.pipeline.shown import shown
from slimgo.pipeline.written import write
from slimgo.plan.fingerprint import fingerprint
from slimgo.run.process import run
from slimgo.values.artifact import Artifact
from slimgo.values.event import CommandStarted
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import passed


def make_files(project: Project, step: Step) -> StepResult:
    """The tar, remembered or made of the files that are there now. Raises BadInput."""
    write(project)
    final = project.path(step.makes)

    def do(_: StepResult | None) -> Done[StepResult]:
        project.tell(CommandStarted(command=step.command))
        with project.store.beside(final) as part:
            beside = part.relative_to(project.settings.project).as_posix()
            done = run(step.command.with_output(beside), project.surroundings)
            sha256, size = digest(part), part.stat().st_size
            project.store.keep(part, final)
        result = StepResult(
            name=step.name,
            kind=step.kind,
            command=str(step.command),
            seconds=done.seconds,
            artifact=Artifact(path=step.makes, size_bytes=size, sha256=sha256),
            verdicts=(passed(f"holds {done.stdout.strip()}", ""),),
            checked_at=time.time(),
        )
        return Done(result=result, identity=sha256)

    key = _made_of(project, step)
    work = Work(
        name=project.record_name(step.name),
        kind=StepResult,
        made_of=key,
        identity=digest(final) if final.is_file() else "",
        checked_as=lambda _: key,
        do=do,
    )
    return shown(once(project.store, work, recheck=False))


def _made_of(project: Project, step: Step) -> str:
    extras = project.program.image.extras
    sources = [project.path(each.source) for each in extras if each.source]
    return fingerprint(
        command=step.command,
        environment=(),
        inputs=(
            *(
                (each.path, f"{each.mode:o} {each.uid} {each.gid} {each.mtime} {each.content!r}")
                for each in extras
            ),
            *((str(path), digest(path)) for path in sources),
        ),
        tools=(),
    )
