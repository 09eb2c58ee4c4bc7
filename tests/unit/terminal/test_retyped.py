"""What a cure says to whoever typed `slimgo`."""

from __future__ import annotations

import pytest

from slimgo.terminal.retyped import retyped

GOPACK = "slimgo build './cmd/my server' --port 8080 --engine=docker --pack gopack"
DOCKER = "slimgo build './cmd/my server' --port 8080 --pack upx --engine docker"
TYPED = ("build", "./cmd/my server", "--port", "8080", "--engine=docker", "--pack", "upx")


@pytest.mark.parametrize(
    ("cure", "typed"),
    [
        ("invoke doctor", "slimgo doctor"),
        (
            "invoke slim --engine builtin",
            "slimgo build './cmd/my server' --port 8080 --pack upx --engine builtin",
        ),
        (
            "invoke slim --with gopack   (needs no UPX)",
            f"{GOPACK}   (needs no UPX)",
        ),
        (
            "invoke setup",
            GOPACK,
        ),
        (
            "name each file, or let a real engine do it: invoke image --engine docker",
            f"name each file, or let a real engine do it: {DOCKER}",
        ),
        ("write --ask '/healthz=ok'", "write --ask '/healthz=ok'"),
        ("go mod init x", "go mod init x"),
    ],
)
def test_a_task_is_what_was_typed_changed_as_it_says(cure: str, typed: str) -> None:
    assert retyped(cure, TYPED) == typed


def test_what_is_checked_again_is_typed_again() -> None:
    assert retyped("invoke image --recheck", ("build",)) == "slimgo build --recheck"
