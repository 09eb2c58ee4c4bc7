"""A program of a probe, as trials start and ask it."""

from __future__ import annotations

from slimgo.facts.asking.kinds import beginning
from slimgo.sandbox.trials.trials import Subject
from slimgo.values.guest import Guest
from slimgo.values.probe import CommandLine, Probe, Service
from slimgo.values.question import TcpExchange


def subject_of(how: Probe, guest: Guest) -> Subject:
    """What makes it answer is what the probe asks first; a command ends with the probe's status."""
    asked = how.first if isinstance(how, Service) else None
    return Subject(
        guest=guest,
        ask=beginning(asked) if asked else b"",
        speaks_first=isinstance(asked, TcpExchange) and asked.match != "anything",
        status=how.status if isinstance(how, CommandLine) else 0,
    )
