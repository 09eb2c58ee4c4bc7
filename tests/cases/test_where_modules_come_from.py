"""H1: what `go env -w` says of where modules come from was dropped, and the public proxy asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from slimgo.plan.module_sources import MODULE_SOURCES
from tests.cases.proxy import MODULE, VERSION, Proxy, proxy
from tests.faults.checkout import PROJECT, Checkout
from tests.faults.tools import GO


@dataclass(frozen=True, kw_only=True)
class Place:
    """A project that needs a private module, the proxy that has it, and the world's."""

    checkout: Checkout
    private: Proxy
    public: Proxy
    env: dict[str, str]

    def go(self, *words: str, **env: str) -> None:
        subprocess.run(
            [GO, *words],
            cwd=self.checkout.path / "app",
            env=os.environ | self.env | env,
            check=True,
            capture_output=True,
        )

    def address(self, token: str) -> str:
        """Go passes no password over http, so the secret is a part of the path."""
        return f"http://{self.private.address}/{token}"


@pytest.fixture
def place(checkout: Checkout) -> Iterator[Place]:
    with proxy() as private, proxy() as public:
        world = f"http://{public.address}"
        env = {
            "XDG_CONFIG_HOME": str(checkout.folder / "config"),
            "GOMODCACHE": str(checkout.folder / "modules"),
            # Go would ask its default module proxy through this one, and nobody else
            "HTTPS_PROXY": world,
            "https_proxy": world,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "GOFLAGS": "",
            **dict.fromkeys(MODULE_SOURCES, ""),  # this machine's own
        }
        here = Place(checkout=checkout, private=private, public=public, env=env)
        with (checkout.path / "app/go.mod").open("a") as file:
            file.write(f"\nrequire {MODULE} {VERSION}\n")
        checkout.replace("app/app.go", "import (\n", f'import (\n\t"{MODULE}"\n')
        checkout.replace("app/app.go", 'name = "world"', "name = lib.Word")
        here.go("mod", "tidy", GOPROXY=here.address("tidy"), GONOSUMDB="*", GOENV="off")
        here.go("clean", "-modcache")
        private.asked.clear()
        yield here
        here.go("clean", "-modcache")  # its folders cannot be written, not even by pytest


def test_h1_a_proxy_that_go_env_wrote_is_asked_and_named_without_its_secret(place) -> None:
    place.go("env", "-w", f"GOPROXY={place.address('s3cret')}", "GONOSUMDB=private.example.com")
    outcome = place.checkout.invoke("app", **place.env)
    assert outcome.status == 0, outcome.err
    assert ("s3cret", f"{MODULE}/@v/{VERSION}.zip") in place.private.asked
    assert place.public.asked == []
    named = f"GOPROXY=http://{place.private.address} from go env -w"
    assert named in outcome.out
    assert "GONOSUMDB=private.example.com from go env -w" in outcome.out
    assert "s3cret" not in outcome.out + outcome.err


def test_h1_the_environment_goes_first_as_in_go(place) -> None:
    place.go("env", "-w", f"GOPROXY={place.address('written')}", "GONOSUMDB=*")
    given = {"GOPROXY": place.address("given"), "GONOSUMDB": ""}
    outcome = place.checkout.invoke("app", **(place.env | given))
    assert outcome.status == 0, outcome.err
    assert {token for token, _ in place.private.asked} == {"given"}
    assert f"GOPROXY=http://{place.private.address} from the environment" in outcome.out
    assert "GONOSUMDB=* from go env -w" in outcome.out


def test_h1_a_private_module_is_not_told_to_the_public_proxy(place) -> None:
    """GOPRIVATE alone: Go asks the module's own host, and no proxy."""
    place.go("env", "-w", "GOPRIVATE=private.example.com")
    outcome = place.checkout.invoke("app", **place.env)
    assert outcome.status == 1
    assert not any("golang.org" in token for token, _ in place.public.asked)
    assert "GOPRIVATE=private.example.com from go env -w" in outcome.out


def test_h1_nothing_else_of_that_file_counts(place) -> None:
    place.go(
        *("env", "-w", f"GOPROXY={place.address('x')}", "GONOSUMDB=*"),
        *(
            "GOFLAGS=-mod=vendor",
            "GOARCH=arm64",
            "CGO_ENABLED=1",
        ),
    )
    outcome = place.checkout.invoke("app", **place.env)
    assert outcome.status == 0, outcome.err
    assert "GOFLAGS" not in outcome.out


def test_h1_the_script_does_the_same_and_holds_no_secret(place) -> None:
    place.go(
        "env", "-w", f"GOPROXY={place.address('s3cret')}", "GONOSUMDB=*", "GOFLAGS=-mod=vendor"
    )
    script = place.checkout.invoke("--dry", "app", **place.env)
    assert script.status == 0, script.err
    assert "s3cret" not in script.out + script.err
    assert place.private.asked == []
    file = place.checkout.folder / "script.sh"
    file.write_text(script.out)
    done = subprocess.run(
        ["sh", "-eu", file],
        cwd=place.checkout.path,
        env=os.environ | place.env | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ("s3cret", f"{MODULE}/@v/{VERSION}.zip") in place.private.asked
    assert place.public.asked == []
    by_script = (place.checkout.build / "app.bin").read_bytes()
    shutil.rmtree(place.checkout.build)
    assert place.checkout.invoke("app", **place.env).status == 0
    assert (place.checkout.build / "app.bin").read_bytes() == by_script


def test_h1_nothing_is_said_where_nothing_is_set(place) -> None:
    outcome = place.checkout.invoke("app", **place.env)
    assert outcome.status == 1, "without the proxy the module is nowhere"
    assert "go env -w" not in outcome.out
    assert place.public.asked, "so that the other tests' silence means something"
