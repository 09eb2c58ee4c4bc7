"""Runs the image in the foreground, published on 127.0.0.1, until it is told to end."""

from __future__ import annotations

import signal
import time
from typing import NoReturn

from slimgo.config.settings import Options, Settings
from slimgo.engines.protocol import Engine
from slimgo.engines.published import in_use, taken
from slimgo.errors import BadInput, EngineFailed, Stopped
from slimgo.pipeline.make import blank_result, opened_for, script
from slimgo.pipeline.starts import accompanied
from slimgo.pipeline.walk import walk
from slimgo.pipeline.way import Way
from slimgo.report.size import duration
from slimgo.run.process import Surroundings
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Heading
from slimgo.values.probe import ANYTHING, Probe, Service
from slimgo.values.question import Question
from slimgo.values.running import Running
from slimgo.values.start import Start

_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.1


def serve(options: Options, way: Way) -> None:
    """Makes the image first. Raises Stopped after a clean end; EngineFailed when it ends itself.

    The build folder is not held meanwhile: other tasks can work while it runs. Raises BadInput for
    a port that is taken, before anything is made.
    """
    if not isinstance(options.settings.program.probe, Service):
        raise BadInput("it is not known where the program listens", cure="name its port")
    if not options.dry and in_use(options.settings.port):
        raise taken(options.settings.port)
    with Terminal(dry=options.dry) as terminal:
        with opened_for(options, way, ("run",), terminal) as project:
            steps = way.chosen(project, options, ("run",))
            if options.dry:
                terminal.say(script(project, steps) + str(steps[-1].command))
                return
            if project.engine is None:
                raise ValueError("a run without an engine")
            terminal(Heading(result=blank_result(project), whole=True))
            walk(project, steps, blank_result(project), lambda _: None)
            engine = project.engine
        terminal.say(f"$ {steps[-1].command}")
        foreground(options.settings, engine, project.surroundings, terminal)


def foreground(
    settings: Settings, engine: Engine, surroundings: Surroundings, terminal: Terminal
) -> NoReturn:
    """Runs the image of a service, its companions beside it, until it is told to end.

    surroundings: the companions'. Raises Stopped when it was told; EngineFailed when it ends by
    itself, or a companion is not ready; BadInput for a companion that cannot be started.
    """
    program = settings.program
    how = Start(
        port=program.probe.port,
        host_port=settings.port,
        reaches=tuple(each.port for each in program.companions),
        read_only=settings.read_only,
    )
    with (
        accompanied(program.companions, surroundings),
        engine.start(program.tag, how) as running,
    ):
        # a program that does not serve yet is not asked to end: leaving ends it
        with running.connect(_STOP_SECONDS):
            pass
        try:
            terminal.say(f"{_address(program.probe, settings.port)}   (Ctrl-C ends it)")
            while (ended := running.ended()) is None:
                time.sleep(_LOOK_SECONDS)
        except Stopped as stopped:
            _stop(running, terminal)
            raise Stopped(stopped.number, expected=True) from None
    raise EngineFailed(
        f"the service ended by itself with status {ended.status}",
        why=running.output().strip()[-500:],
        cure="invoke image --recheck",
    )


def _address(probe: Probe, port: int) -> str:
    """What a browser opens; of a service that does not speak HTTP, host and port."""
    host = f"127.0.0.1:{port}"
    first = probe.first if isinstance(probe, Service) else ANYTHING
    if not isinstance(first, Question):
        return host
    return f"{'https' if first.tls else 'http'}://{host}{first.path}"


def _stop(running: Running, terminal: Terminal) -> None:
    ended = running.stop(signal.SIGTERM, _STOP_SECONDS)
    if ended is None:
        terminal.say(f"it ignored SIGTERM for {_STOP_SECONDS:g} s and was killed")
    else:
        terminal.say(f"ended on SIGTERM in {duration(ended.seconds)}, status {ended.status}")
