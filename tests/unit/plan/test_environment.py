from __future__ import annotations

import pytest

from slimgo.plan.environment import UNSET, environment
from slimgo.values.target import Target

TARGET = Target(goos="linux", goarch="amd64")


@pytest.mark.parametrize(
    "name",
    [*UNSET, "GOEXPERIMENT", "GO_SOMETHING_NEW", "CGO_NEW_FLAGS", "GOTOOLDIR", "GOARM64", "GO386"],
)
def test_what_could_change_a_build_does_not_reach_it(name: str) -> None:
    assert name not in environment({name: "x", "PATH": "/bin"}, target=TARGET)


def test_ours_wins_over_what_is_set_around_us() -> None:
    ambient = {
        "GOENV": "/x",
        "GOTOOLCHAIN": "auto",
        "GOWORK": "/w",
        "GOOS": "plan9",
        "GODEBUG": "x",
    }
    ours = environment(ambient, target=TARGET)
    assert ours == {
        "GOENV": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GODEBUG": "goindex=0",
        "GOOS": "linux",
        "GOARCH": "amd64",
    }


def test_where_things_are_kept_and_fetched_stays_the_users_choice() -> None:
    ambient = {
        "GOCACHE": "/c",
        "GOPROXY": "x",
        "HOME": "/h",
        "HTTPS_PROXY": "p",
        "DOCKER_HOST": "d",
    }
    assert ambient.items() <= environment(ambient, target=TARGET).items()
