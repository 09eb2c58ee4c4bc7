"""The `slimgo` table of invoke.yaml: only what a SLIMGO_ variable may say."""

from __future__ import annotations

import pytest

from slimgo.config.invoke_yaml import invoke_layer
from slimgo.config.option import Option
from slimgo.errors import BadInput

TABLE = (
    Option(name="tag", help="", ambient=True),
    Option(name="name", help=""),
    Option(name="port", kind="port", help="", ambient=True),
)


def test_what_is_known_is_taken_as_it_is() -> None:
    said = {"tag": "x", "port": 3}
    made = invoke_layer(said, TABLE)
    assert (made.values, made.origin, made.folder) == (said, "invoke.yaml: slimgo", None)


@pytest.mark.parametrize(
    ("names", "unknown", "cure"),
    [
        (("tags",), "tags", "write slimgo.tag"),
        (("zebra", "quite"), "quite", "choose one of: tag, port"),
        # only what may stand there is offered
        (("name",), "name", "choose one of: tag, port"),
    ],
)
def test_an_unknown_setting_is_answered_with_one_that_is_known(
    names: tuple[str, ...], unknown: str, cure: str
) -> None:
    with pytest.raises(BadInput) as caught:
        invoke_layer({"tag": "x", **dict.fromkeys(names, 1)}, TABLE)
    error = caught.value
    assert error.what == f"unknown setting slimgo.{unknown} in invoke.yaml"
    assert error.cure == cure
