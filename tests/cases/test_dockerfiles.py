"""C: what a Dockerfile means, as BuildKit has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slimgo.checks.image import ImageExpectation, check_image
from slimgo.oci.command import parse, reply
from slimgo.oci.dockerfile.read import image_plan
from slimgo.values.image import ImageConfig, ImageFacts, ImageFile
from slimgo.values.target import Target

AMD64 = Target(goos="linux", goarch="amd64")


def test_c1_a_folder_of_workdir_belongs_to_the_user_and_the_group_of_its_number(
    case: Path,
) -> None:
    plan = image_plan((case / "workdir-uid.Dockerfile").read_text(), {})
    owners = {folder.path: (folder.uid, folder.gid) for folder in plan.directories}
    assert owners == {"/srv": (1000, 1000)}


def test_c2_an_arg_after_an_env_of_its_name_is_the_one_that_is_seen(case: Path) -> None:
    plan = image_plan((case / "arg-after-env.Dockerfile").read_text(), {})
    environment = dict(pair.split("=", 1) for pair in plan.config.env)
    assert environment["W"] == "2"
    assert environment["V"] == "1"  # the image keeps what ENV said


def test_c3_a_mode_that_the_image_does_not_keep_is_said_by_the_build(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY key open /\n")
    (tmp_path / "key").write_text("secret")
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "open").write_text("open")
    (tmp_path / "open").chmod(0o644)
    words = ["build", "-t", "x", "-o", str(tmp_path / "x.tar"), str(tmp_path)]
    said = reply(parse(words), tmp_path, os.environ)
    assert said.splitlines()[:-1] == [
        "COPY key: mode 0600 becomes 0644 in the image; COPY --chmod=0600 keeps it"
    ]


@pytest.mark.parametrize("found", ["/srv/", "/srv"])
def test_b4_a_slash_at_the_end_of_a_working_folder_is_no_difference(case: Path, found: str) -> None:
    """docker and podman keep the slash that the Dockerfile ends it with."""
    plan = image_plan(
        (case / "workdir-slash.Dockerfile").read_text(), {"BIN": "build/app.static.bin"}
    )
    config = ImageConfig(
        **{
            **{name: getattr(plan.config, name) for name in ImageConfig.__dataclass_fields__},
            "working_dir": found,
        }
    )
    file = ImageFile(
        path="/srv/app.bin", kind="file", mode=0o755, uid=0, gid=0, size_bytes=1, sha256="a"
    )
    facts = ImageFacts(
        config_digest="",
        manifest_digest="",
        layers=("sha256:a",),
        files=(file,),
        config=config,
        goos="linux",
        goarch="amd64",
        created="",
    )
    expected = ImageExpectation(
        files=(("/srv/app.bin", 0o755, 1, "a"),), config=plan.config, target=AMD64, created=""
    )
    verdicts = {verdict.check: verdict for verdict in check_image(facts, expected)}
    assert verdicts["config"].status == "pass", verdicts["config"]
