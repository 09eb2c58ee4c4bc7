"""What `slimgo check` says of needs: those that the image has not met."""

from __future__ import annotations

import pytest

from slimgo.pipeline import look as looking
from slimgo.values.need import Need, Observation
from tests.unit.pipeline.looks import Looker


def need(*paths: str) -> Need:
    seen = (Observation(need="zones", name=path, found=False) for path in paths)
    return Need(name="zones", standing="needed", why="", observations=tuple(seen))


def told(
    looker: Looker, monkeypatch: pytest.MonkeyPatch, subject: str, *paths: str
) -> tuple[Need, ...]:
    found = (need(*paths),)
    monkeypatch.setattr(looking, "needs", lambda *_, **__: found)
    return looker.look(subject).needs


def test_a_programs_needs_are_told(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    looker.program("tool")
    assert told(looker, monkeypatch, "tool", "/zone") == (need("/zone"),)
    assert told(looker, monkeypatch, "tool") == (need(),)


def test_what_the_image_has_is_no_need(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    looker.image('COPY program /\nENTRYPOINT ["/program"]')
    assert told(looker, monkeypatch, "image.tar", "/program") == ()
    assert told(looker, monkeypatch, "image.tar", "/program", "/zone") != ()
