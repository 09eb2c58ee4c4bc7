"""`files`: what the image has beside its program becomes one tar, which ADD unpacks."""

from __future__ import annotations

from slimgo.facts.binary import digest
from slimgo.pipeline.project import Project
from slimgo.pipeline.steps.made import Made, remembered_or_made
from slimgo.pipeline.written import write
from slimgo.plan.fingerprint import fingerprint
from slimgo.run.process import run
from slimgo.values.result import StepResult
from slimgo.values.step import Step
from slimgo.values.verdict import passed


def make_files(project: Project, step: Step) -> StepResult:
    """The tar, remembered or made of the files that are there now. Raises BadInput."""
    write(project)
    final = project.path(step.makes)

    def make() -> Made:
        with project.store.beside(final) as part:
            beside = part.relative_to(project.settings.project).as_posix()
            done = run(step.command.with_output(beside), project.surroundings)
            sha256, size = digest(part), part.stat().st_size
            project.store.keep(part, final)
        verdict = passed(f"holds {done.stdout.strip()}", "")
        return Made(done=done, sha256=sha256, size_bytes=size, verdict=verdict)

    made_of = _made_of(project, step)
    identity = digest(final) if final.is_file() else ""
    return remembered_or_made(project, step, made_of=made_of, identity=identity, make=make)


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
