"""How long docker and podman take to start each variant, where they are asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

from slimgo.engines.container_engine import ContainerEngine
from slimgo.pipeline.price.saved import read
from slimgo.plan.price import quantities as q
from slimgo.plan.price.measurings import ENGINE
from tests.engines.typed import slimgo

HELLO = Path(__file__).parents[1] / "programs/hello"
TWO = ("--variant", "plain", "--variant", "stripped+gopack")


def test_a_start_by_the_engine_is_measured_and_nothing_is_left_in_it(
    engine: ContainerEngine, tmp_path: Path
) -> None:
    folder = tmp_path / "hello"
    shutil.copytree(HELLO, folder)
    words = ("price", "--port", "3000", *TWO, "--budget", "40s", "--engine", engine.name)
    before = engine.client.call("image", "ls", "-q")
    done = slimgo(folder, engine.client.surroundings, *words)
    assert done.status == 0, done.err
    known = read(folder / "build/price/hello.json")
    assert ENGINE.name not in {each.what for each in known.not_measured}
    for variant in known.priced:
        taken = known.of(variant.name, q.START_ENGINE)
        alone = known.of(variant.name, q.START)
        assert taken
        assert alone
        assert taken.median > alone.median
    assert engine.client.call("image", "ls", "-q") == before
