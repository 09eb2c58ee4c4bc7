"""Names in braces that stand for what git says."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.plan.placeholders import filled, names_revision
from slimgo.values.revision import Revision

REVISION = Revision(version="v1.2", commit="c0ffee", date="2026-01-01T00:00:00Z", dirty=False)


def test_each_name_is_replaced() -> None:
    text = "{version} ({commit}, {date}) {version}"
    assert filled(text, REVISION, where="x") == "v1.2 (c0ffee, 2026-01-01T00:00:00Z) v1.2"


@pytest.mark.parametrize("text", ["", "plain", "{", "{}", "{Version}", '{"a": 1}', "{ version }"])
def test_other_braces_are_left_alone(text: str) -> None:
    assert not names_revision((text,))
    assert filled(text, None, where="x") == text


def test_it_is_known_whether_git_is_to_be_asked() -> None:
    assert names_revision(("a", "b {commit}"))
    assert not names_revision(("{comit}",))


def test_a_name_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        filled("{comit}", None, where="-X main.c")
    assert caught.value.what == "-X main.c: {comit} stands for nothing"


def test_a_revision_that_was_not_asked_for_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match=r"-X main\.c names a revision"):
        filled("{commit}", None, where="-X main.c")
