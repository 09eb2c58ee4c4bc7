"""What docker, podman and our own engine make of the article's Dockerfile and commands."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from article.claims.catalogue import dockerfile
from article.claims.evidence import Heard, ImageSeen, Missing
from article.program import QUESTIONS, SERVICE_PORT
from slimgo.engines.builtin import Builtin
from slimgo.engines.choose import Here, choose_engine
from slimgo.engines.client import reason
from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.leftovers import container_name
from slimgo.engines.protocol import Engine
from slimgo.errors import EngineFailed, SlimgoError, ToolMissing
from slimgo.facts.probe import probe
from slimgo.oci.read import read_image
from slimgo.pipeline.project import Project
from slimgo.run.process import run
from slimgo.sandbox.isolation import Isolation
from slimgo.values.probe import Service
from slimgo.values.start import Start

_TAG = "slimgo-article"
_SECONDS = 20.0
_POLL_SECONDS = 0.01
_NO_COMPILER = Missing(what="no gcc on PATH", cure="apt-get install gcc libc6-dev")


@dataclass(frozen=True, kw_only=True)
class EngineHere:
    """An engine and the folder that it builds from."""

    engine: Engine
    context: Path
    project: Project
    """Whose environment it has."""


def engine_words(
    project: Project, folder: Path, *, packed: Path, dynamic: Path | None, witness: Path
) -> tuple[dict[str, Heard | Missing], dict[str, ImageSeen | Missing]]:
    """What was said by name, and the images by engine. folder: for contexts.

    packed: the article's last program; dynamic: the one that Linux makes of its words, or None.
    """
    found = {name: _engine_here(project, name, folder / name) for name in ("docker", "podman")}
    ours = _own_engine(project, folder / "builtin")
    docker = found["docker"]
    real = next((each for each in found.values() if isinstance(each, EngineHere)), docker)
    either = real if isinstance(real, EngineHere) else ours
    said: dict[str, Heard | Missing] = {
        "builtin quotes": _builds(ours, packed, dockerfile(quote="'")),
        "docker quotes": _builds(docker, packed, dockerfile(quote="'")),
        "docker mended": _builds(docker, packed, dockerfile()),
        "docker dynamic": _runs(docker, dynamic, dockerfile()) if dynamic else _NO_COMPILER,
        "stray": _runs(real, witness, dockerfile("arguments"), "."),
        "exposed": _exposed(real, packed),
        "published": _published(real, packed),
        "user": _runs(either, witness, dockerfile("user")),
        "user numbered": _runs(either, witness, dockerfile("user") + "USER 65534\n"),
    }
    return said, {name: _image(each, packed) for name, each in (found | {"builtin": ours}).items()}


def _engine_here(project: Project, name: str, context: Path) -> EngineHere | Missing:
    try:
        here = Here(
            surroundings=project.surroundings,
            isolation=Isolation(level=project.level, reason=project.level_reason),
            project=project.settings.project,
            cache=project.settings.cache,
            goarch=project.host.goarch,
        )
        choice = choose_engine(name, here)
    except ToolMissing as error:
        if name not in project.surroundings.programs:
            return Missing(what=error.why, cure="invoke setup --system")
        # that another engine would do is no cure for a claim about this one
        return Missing(what=error.why, cure=error.cure.partition("   (or leave --engine")[0])
    if choice.engine is None:
        return Missing(what=choice.reason, cure="invoke doctor")
    return EngineHere(engine=choice.engine, context=context, project=project)


def _own_engine(project: Project, context: Path) -> EngineHere | Missing:
    if project.level is None:
        return Missing(what=project.level_reason, cure="run it on Linux")
    engine = Builtin(project=context, level=project.level, goarch=project.host.goarch)
    here = replace(project.surroundings, in_process=engine.in_process)
    return EngineHere(engine=engine, context=context, project=replace(project, surroundings=here))


@contextmanager
def _built(there: EngineHere, program: Path, text: str) -> Iterator[str]:
    """The image's name; it is removed afterwards. Raises SlimgoError where it cannot be built."""
    shutil.rmtree(there.context, ignore_errors=True)
    (there.context / "build").mkdir(parents=True)
    (there.context / "Dockerfile").write_text(text)
    os.link(program, there.context / "app")
    command = there.engine.build_command(_TAG, ())
    name = _TAG
    with ExitStack() as left:
        if isinstance(there.engine, ContainerEngine):
            name = there.engine.unchecked(_TAG)
            command = command.with_output(name)
            left.callback(there.engine.discard, name)
        here = replace(there.project.surroundings, directory=there.context)
        built = run(command, here, check=False)
        if built.status:
            raise EngineFailed(reason(built.stderr))
        yield name


def _builds(there: EngineHere | Missing, program: Path, text: str) -> Heard | Missing:
    """Status 0, or 1 and why it is refused."""
    if isinstance(there, Missing):
        return there
    try:
        with _built(there, program, text):
            return Heard(status=0, words="")
    except SlimgoError as error:
        return Heard(status=1, words=str(error).splitlines()[0])


def _runs(there: EngineHere | Missing, program: Path, text: str, *words: str) -> Heard | Missing:
    """What `docker run IMAGE WORDS` says. Our own engine takes no words."""
    if isinstance(there, Missing):
        return there
    with _built(there, program, text) as image:
        if not isinstance(there.engine, ContainerEngine):
            return _ran_alone(there.engine, image)
        flags = ("--rm", "--name", container_name(), "--pull", "never", *there.engine.run_flags)
        ran = there.engine.client.attempt("run", *flags, image, *words)
    return Heard(status=ran.status, words=reason(ran.stderr) if ran.status else ran.stdout.strip())


def _ran_alone(engine: Engine, image: str) -> Heard | Missing:
    deadline = time.monotonic() + _SECONDS
    with engine.start(image, Start(port=0)) as running:
        while (ended := running.ended()) is None:
            if time.monotonic() > deadline:
                return Missing(what="it did not end", cure="invoke article")
            time.sleep(_POLL_SECONDS)
        return Heard(status=ended.status, words=running.output().strip())


def _exposed(there: EngineHere | Missing, program: Path) -> Heard | Missing:
    """Which ports the engine publishes of an image with EXPOSE, run without -p."""
    if isinstance(there, Missing):
        return there
    engine = _container_engine(there)
    name = container_name()
    with _built(there, program, dockerfile()) as image, ExitStack() as left:
        left.callback(engine.client.attempt, "rm", "-f", name)
        flags = ("-d", "--name", name, "--pull", "never", *engine.run_flags)
        engine.client.call("run", *flags, image)
        listed = engine.client.attempt("port", name)
    return Heard(status=listed.status, words=listed.stdout.strip())


def _published(there: EngineHere | Missing, program: Path) -> Heard | Missing:
    """What an image without EXPOSE answers, run with -p; status 0 where it does."""
    if isinstance(there, Missing):
        return there
    with _built(there, program, dockerfile(expose=False)) as image:
        engine = there.engine
        asked = Service(port=SERVICE_PORT, questions=QUESTIONS[:1])
        facts = probe(lambda: engine.start(image, Start(port=SERVICE_PORT)), asked)
    heard = facts.answers[0]
    return Heard(
        status=0 if heard.body == QUESTIONS[0].answer else 1,
        words=f"{engine.name}: {heard.body}",
    )


def _image(there: EngineHere | Missing, program: Path) -> ImageSeen | Missing:
    if isinstance(there, Missing):
        return there
    with _built(there, program, dockerfile()) as image:
        here = replace(there.project.surroundings, directory=there.context)
        size = there.engine.size(run(there.engine.inspect_command(image), here).stdout)
        facts = read_image(there.engine.archive(image, there.context))
    return ImageSeen(
        size_bytes=size.size_bytes,
        meaning=size.meaning,
        exact=size.exact,
        files=tuple(file.path for file in facts.files),
        files_bytes=facts.disk_size_bytes,
        program_bytes=program.stat().st_size,
    )


def _container_engine(there: EngineHere) -> ContainerEngine:
    if not isinstance(there.engine, ContainerEngine):
        raise TypeError(f"{there.engine.name} has no client")
    return there.engine
