"""`slimgo check`: what a program or an image is, and whether it starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from slimgo.config.order import order
from slimgo.doors.lines import Lines
from slimgo.errors import CheckFailed
from slimgo.pipeline.look import look
from slimgo.report.layout import columns, folded
from slimgo.report.looked import failures, looked
from slimgo.terminal.spelling import spelled
from slimgo.terminal.typed import place


def check(asked: Mapping[str, object], subject: str) -> None:
    """asked: as typed, by the options' names. Raises CheckFailed where a check is red; SlimgoError
    of every kind."""
    wanted = order(asked, os.environ, packages=(), here=place(""))
    with Lines(verbose=False, dry=False) as lines:
        result = look(subject, wanted, dict(os.environ), lines)
    text = folded(looked(result), columns(sys.stdout), hang=2)
    sys.stdout.write(spelled(text, sys.stdout.encoding))
    sys.stdout.flush()
    for verdict in failures(result.verdicts):
        raise CheckFailed(f"{subject}: {verdict.check} ✗", why=verdict.evidence, cure=verdict.cure)
