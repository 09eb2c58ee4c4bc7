"""A program alone has what its image would give it."""

from __future__ import annotations

from pathlib import Path

from slimgo.pipeline.bare import as_its_user, bare, in_its_place
from slimgo.values.probe import CommandLine, Given, GivenFile, Service
from slimgo.values.program import Extra, ImageChoices, Program, Source


def program(image: ImageChoices) -> Program:
    return Program(
        name="x",
        source=Source(folder=".", package="."),
        probes=(CommandLine(),),
        tag="x",
        image=image,
    )


def test_without_choices_it_has_nothing(tmp_path: Path) -> None:
    guest = bare(tmp_path, ("program",), program(ImageChoices()), Service(port=80))
    assert (guest.argv, guest.port, guest.env, guest.working_dir) == (("./program",), 80, (), "/")
    assert [*tmp_path.iterdir()] == []


def test_what_the_image_gives_is_there(tmp_path: Path) -> None:
    source = tmp_path / "conf"
    source.write_text("a")
    root = tmp_path / "root"
    root.mkdir()
    image = ImageChoices(
        entrypoint=("/bin/x", "-q"),
        arguments=("serve",),
        env=(("A", "image"), ("B", "image")),
        workdir="/work",
        volumes=("/data/x",),
        extras=(
            Extra(path="/etc", mode=0o500, is_folder=True),
            Extra(path="/etc/conf", mode=0o600, source=str(source)),
            Extra(path="/etc/text", mode=0o644, content="é".encode()),
            Extra(path="/open", mode=0o1777, is_folder=True),
        ),
    )
    given = Given(env=(("B", "probe"),), stdin="in")
    guest = bare(root, ("emulator", "program"), program(image), CommandLine(given=given))
    assert guest.argv == ("./../emulator", "./../program", "-q", "serve")
    assert guest.env == (("A", "image"), ("B", "probe"))
    assert (guest.stdin, guest.working_dir, guest.volumes) == ("in", "/work", ("/data/x",))
    assert (root / "etc/conf").read_text() == "a"
    assert (root / "etc/conf").stat().st_mode & 0o777 == 0o600
    assert (root / "etc/text").read_text(encoding="utf-8") == "é"
    assert (root / "open").stat().st_mode & 0o7777 == 0o1777
    assert (root / "work").is_dir()
    assert (root / "data/x").is_dir()


def test_a_probes_arguments_and_files_come_in_place_of_the_images(tmp_path: Path) -> None:
    source = tmp_path / "conf"
    source.write_text("probe's")
    root = tmp_path / "root"
    root.mkdir()
    image = ImageChoices(
        arguments=("serve",), extras=(Extra(path="/conf", mode=0o644, content=b"x"),)
    )
    given = Given(arguments=("-v",), files=(GivenFile(path="/conf", source=str(source)),))
    guest = bare(root, ("program",), program(image), CommandLine(given=given))
    assert guest.argv == ("./program", "-v")
    assert (root / "conf").read_text() == "probe's"


def test_as_its_images_user_all_is_roots_but_what_the_settings_give_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "program").touch(mode=0o755)
    image = ImageChoices(
        user="5:6",
        extras=(
            Extra(path="/data", mode=0o500, uid=5, gid=6, is_folder=True),
            Extra(path="/data/x", mode=0o600, uid=5, gid=6, content=b"xy"),
        ),
    )
    made = program(image)
    guest = as_its_user(bare(root, ("program",), made, CommandLine()), made)
    assert (guest.uid, guest.gid) == (5, 6)
    found = {each.path: (each.kind, f"{each.mode:o}", each.uid, each.gid) for each in guest.files}
    assert found == {
        "/": ("directory", "755", 0, 0),
        "/data": ("directory", "500", 5, 6),
        "/data/x": ("file", "600", 5, 6),
        "/program": ("file", "755", 0, 0),
    }


def test_without_a_user_of_its_own_it_is_nobody(tmp_path: Path) -> None:
    made = program(ImageChoices())
    guest = as_its_user(bare(tmp_path, ("program",), made, CommandLine()), made)
    assert (guest.uid, guest.gid) == (65532, 65532)


def test_in_its_place_it_has_the_name_that_its_image_gives_it(tmp_path: Path) -> None:
    (tmp_path / "program").write_text("x")
    made = program(ImageChoices(entrypoint=("/usr/bin/x", "-q")))
    guest = in_its_place(bare(tmp_path, ("program",), made, CommandLine()), made)
    assert guest.argv == ("/usr/bin/x", "-q")
    assert (tmp_path / "usr/bin/x").read_text() == "x"
    assert not (tmp_path / "program").exists()


def test_an_emulated_program_is_called_as_its_image_calls_it(tmp_path: Path) -> None:
    x = program(ImageChoices(entrypoint=("/bin/x", "-q")))
    guest = bare(tmp_path, ("emulator", "program"), x, CommandLine())
    placed = in_its_place(guest, x, emulated=True)
    assert placed.argv == ("./emulator", "-0", "/bin/x", "./program", "-q")
