"""A registry with every variant's image in it, in a network of its own, and how it is pulled."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from slimgo.oci.read import read_image
from slimgo.pipeline.alone import level_of
from slimgo.pipeline.price.pulls import image_of
from slimgo.pipeline.price.subject import subject_of
from slimgo.pipeline.project import Project
from slimgo.run.go_tools import go_tool
from slimgo.sandbox.trials.trials import Subject, Trials, trials
from slimgo.values.event import Note
from slimgo.values.guest import Guest
from slimgo.values.price import PricedVariant

_PORT = 5000
_HOST = f"127.0.0.1:{_PORT}"


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Everything that a pull needs, while it is open."""

    trials: Trials
    crane: str
    subjects: Mapping[str, Subject]
    """By variant: what is started, below a folder that is not there yet."""
    images: Mapping[str, str]
    """By variant: the name of its image."""

    def first_answer(self, variant: str, megabits: int) -> float:
        """Seconds from the pull to the first byte of an answer; megabits: of the link, a second, 0
        for as fast as it can. Raises TrialFailed."""
        subject = self.subjects[variant]
        root = subject.guest.root.with_name(f"pulled-{secrets.token_hex(4)}")
        root.mkdir()
        try:
            self.trials.link(megabits * 1_000_000)
            return self.trials.fetch(
                replace(subject, guest=replace(subject.guest, root=root)),
                (self.crane, "export", self.images[variant], "-"),
            )
        finally:
            shutil.rmtree(root, ignore_errors=True)


@contextmanager
def registry(project: Project, variants: Sequence[PricedVariant]) -> Iterator[Registry]:
    """Raises ToolMissing where crane is not to be had; TrialFailed, EngineFailed, BadInput."""
    tool = go_tool(
        "crane",
        project.settings.cache,
        project.surroundings,
        lambda text: project.tell(Note(text=text)),
    )
    crane = str(tool.path)
    folder = project.store.parts / "registry"
    folder.mkdir()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        reaches = [each.port for each in project.program.companions]
        opened = stack.enter_context(
            trials(level_of(project), project.surroundings, reaches, writable=project.store.parts)
        )
        kept = folder / "kept"
        kept.mkdir()
        opened.serve((crane, "registry", "serve", "--address", _HOST, "--disk", str(kept)), _PORT)
        subjects, images = {}, {}
        for number, each in enumerate(variants):
            own = folder / str(number)
            own.mkdir()
            tar = image_of(project, each.path, own)
            images[each.name] = f"{_HOST}/price:{number}"
            opened.run((crane, "push", str(tar), images[each.name]))
            subjects[each.name] = _subject(project, tar, own / "root")
        yield Registry(trials=opened, crane=crane, subjects=subjects, images=images)


def _subject(project: Project, tar: Path, root: Path) -> Subject:
    """As the image says it is started, with what the probe gives it."""
    how, config = project.program.probe, read_image(tar).config
    env = dict(each.partition("=")[::2] for each in config.env) | dict(how.given.env)
    return subject_of(
        how,
        guest=Guest(
            root=root,
            argv=(*config.entrypoint, *(how.given.arguments or config.cmd)),
            port=how.port,
            env=tuple(env.items()),
            stdin=how.given.stdin,
            working_dir=config.working_dir or "/",
        ),
    )
