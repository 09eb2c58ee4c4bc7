"""Podman is believed only when one of its ways of running works."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from slimgo.engines.container_engine import ContainerEngine
from slimgo.engines.podman import try_podman
from slimgo.engines.refusal import Refusal
from slimgo.run.process import Surroundings


def test_the_first_way_that_runs_is_kept_with_its_reason(podman: ContainerEngine) -> None:
    assert podman.name == "podman"
    assert bool(podman.run_flags) == bool(podman.note)
    command = podman.run_command("slim-go-image", port=3000, host_port=3000)
    assert command.argv[3:-3] == podman.run_flags


def test_a_machine_without_podman_says_so(podman_here: Surroundings) -> None:
    assert try_podman(replace(podman_here, programs={})) == Refusal(why="no podman on PATH")


def test_a_podman_whose_runtimes_fail_is_not_believed(
    podman_here: Surroundings, tmp_path: Path
) -> None:
    broken = tmp_path / "containers.conf"
    usual = Path(podman_here.environment["CONTAINERS_CONF"]).read_text()
    names = "\n".join(f'{name} = ["/bin/false"]' for name in ("runc", "crun"))
    broken.write_text(f"{usual}\n[engine.runtimes]\n{names}\n")
    environment = {**podman_here.environment, "CONTAINERS_CONF": str(broken)}
    refused = try_podman(replace(podman_here, environment=environment))
    assert isinstance(refused, Refusal)
    assert refused.why.startswith("podman cannot run slimgo-trial:")
    assert "\n" not in refused.why
