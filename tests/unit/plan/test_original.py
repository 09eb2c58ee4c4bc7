"""The Dockerfile and the commands of a smaller image."""

from __future__ import annotations

import pytest

from slimgo.oci.dockerfile.read import image_plan
from slimgo.plan.original import config_lines, extract_command
from slimgo.values.account import Account
from slimgo.values.image import HealthCheck, ImageConfig
from slimgo.values.original import Original

SECOND = 10**9


@pytest.mark.parametrize(
    "config",
    [
        ImageConfig(entrypoint=("/a", "b c", "$d")),
        ImageConfig(cmd=("/a", '"')),
        ImageConfig(entrypoint=("/a",), cmd=("-x",), user="app", stop_signal="SIGINT"),
        ImageConfig(cmd=("/a",), exposed_ports=("53/udp", "80/tcp"), volumes=("/a b", "/c")),
        ImageConfig(cmd=("/a",), env=("PATH=/x", 'A=a "b" $HOME \\n', "B=")),
        ImageConfig(cmd=("/a",), health_check=HealthCheck(test=("NONE",))),
        ImageConfig(
            cmd=("/a",),
            health_check=HealthCheck(
                test=("CMD", "/a", "x y"),
                interval_ns=90 * SECOND,
                timeout_ns=SECOND // 2,
                start_period_ns=SECOND,
                start_interval_ns=1_000_001,
                retries=4,
            ),
        ),
    ],
    ids=str,
)
def test_what_it_writes_is_read_as_the_same_config(config: ImageConfig) -> None:
    text = "\n".join(("FROM scratch", "ADD a.tar /", *config_lines(config)))
    found = image_plan(text, {}).config
    path = () if any(each.startswith("PATH=") for each in config.env) else found.env[:1]
    assert found == ImageConfig(
        **{
            **{name: getattr(config, name) for name in config.__dataclass_fields__},
            "env": (*path, *config.env),
        }
    )


ORIGINAL = Original(
    name="web",
    tar="build/a.original.tar",
    config_digest="",
    config=ImageConfig(),
    program="/app/a b",
    account=Account(),
)


@pytest.mark.parametrize(("listed", "more"), [("", ""), ("l", "--list l ")])
def test_the_command_takes_the_program_and_what_is_listed(listed: str, more: str) -> None:
    command = extract_command(ORIGINAL, folder="build/a.original", listed=listed)
    start = "python -m slimgo.oci extract -o build/a.original "
    assert str(command) == f"{start}{more}build/a.original.tar '/app/a b'"
    assert command.output == "build/a.original"
