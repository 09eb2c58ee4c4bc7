"""What makes a step up to date: everything its result depends on, in one digest."""

from __future__ import annotations

import hashlib
import json

from slimgo.values.command import Command


def fingerprint(
    *,
    command: Command,
    environment: tuple[tuple[str, str], ...],
    inputs: tuple[tuple[str, str], ...],
    tools: tuple[str, ...],
) -> str:
    """sha256 in hex. inputs: (path, sha256 of content) pairs; tools: their identities.

    environment: the variables that can change the result, not those that cannot.
    """
    parts = {
        "argv": command.argv,
        "env": sorted([*command.env, *environment]),
        "inputs": sorted(inputs),
        "tools": tools,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def verdict_key(*, subject: str, expectation: object, tools: tuple[str, ...]) -> str:
    """Under which verdicts are recorded: what was checked, against what, and with what.

    subject: the sha256 of what was checked. expectation: a frozen value; its repr counts.
    """
    parts = [subject, repr(expectation), *tools]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
