"""Which files of an image its program needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.kept import Wish, executed, found_on_path, health_check_program, kept, lost
from slimgo.values.image import HealthCheck, ImageConfig, ImageFacts, ImageFile
from slimgo.values.need import Need
from slimgo.values.opened import Opened, OpenedName, Way
from tests.unit.blank_image import BLANK_IMAGE


def entry(path: str, kind: str = "file", link: str = "") -> ImageFile:
    return ImageFile(
        path=path, kind=kind, mode=0o644, uid=0, gid=0, size_bytes=1, sha256="", link=link
    )


def image(*files: ImageFile, config: ImageConfig | None = None) -> ImageFacts:
    return replace(
        BLANK_IMAGE,
        files=(entry("/app/server"), *files),
        config=config or ImageConfig(entrypoint=("/app/server",), working_dir="/app"),
    )


def seen(*names: str | tuple[Way, str], error: str = "") -> Opened:
    pairs: list[tuple[Way, str]] = [
        ("file", each) if isinstance(each, str) else each for each in names
    ]
    return Opened(
        names=tuple(OpenedName(what=what, name=name, error=error) for what, name in pairs)
    )


TMP = "/tmp"  # noqa: S108  the image's
WISH = Wish(program="/app/server")


def test_what_is_opened_is_kept_with_the_folders_above_it() -> None:
    files = (entry("/etc", "directory"), entry("/etc/a"), entry("/etc/b"))
    assert kept(image(*files), seen("/etc/a"), WISH) == {
        "/etc": "a folder above",
        "/etc/a": "opened",
    }


def test_links_on_the_way_are_kept_and_what_they_lead_to() -> None:
    files = (
        entry("/etc/conf", "symlink", "../data/conf"),
        entry("/data", "symlink", "/srv"),
        entry("/srv/conf"),
    )
    assert kept(image(*files), seen("/etc/conf"), WISH) == {
        "/data": "a link to /srv/conf",
        "/etc/conf": "a link to /srv/conf",
        "/srv/conf": "opened",
    }


def test_a_link_that_leads_nowhere_is_kept() -> None:
    files = (
        entry("/log", "symlink", "/dev/stdout"),
        entry("/dev/stdout", "symlink", "/proc/1/fd/1"),
    )
    assert set(kept(image(*files), seen("/log"), WISH)) >= {"/log"}
    assert kept(image(entry("/conf", "symlink", "/mnt/conf")), seen("/conf"), WISH) == {
        "/conf": "a link"
    }


def test_the_folder_of_what_was_looked_for_in_vain_is_kept() -> None:
    files = (entry("/var/cache", "directory"), entry("/run", "directory"))
    found = kept(image(*files), seen("/var/cache/new", error="ENOENT"), WISH)
    assert found["/var/cache"] == "it looked for something there"
    socket = seen(("listens", "unix /var/cache/app.sock"))
    assert kept(image(*files), socket, WISH)["/var/cache"] == "a socket is there"


def test_a_name_without_a_slash_before_it_begins_at_the_working_folder() -> None:
    assert kept(image(entry("/app/page.html")), seen("page.html"), WISH) == {
        "/app/page.html": "opened"
    }


def test_what_is_there_is_kept_whatever_the_kernel_said_of_it() -> None:
    assert "/etc/a" in kept(image(entry("/etc/a")), seen("/etc/a", error="EACCES"), WISH)
    assert kept(image(), seen("/etc/a", error="ENOENT"), WISH) == {}


def test_of_a_folder_that_it_lists_every_entry_is_kept() -> None:
    files = (
        *(entry("/app/pages", "directory"), entry("/app/pages/a"), entry("/app/pages/b")),
        *(entry("/app/pages/more", "directory"), entry("/app/pages/more/c")),
    )
    found = kept(image(*files), seen(("lists", "/app/pages")), WISH)
    assert {path for path, why in found.items() if why == "in /app/pages, which it lists"} == {
        "/app/pages/a",
        "/app/pages/b",
        "/app/pages/more",
    }
    assert "/app/pages/more/c" not in found


def test_what_an_engine_puts_there_itself_is_not_kept() -> None:
    files = (entry("/etc/resolv.conf"), entry("/dev/null", "other"), entry("/proc/version"))
    names = ("/etc/resolv.conf", "/dev/null", "/proc/version", "/")
    assert kept(image(*files), seen(*names), WISH) == {}


def test_devices_and_pipes_are_not_kept() -> None:
    assert kept(image(entry("/run/pipe", "other")), seen("/run/pipe"), WISH) == {}


def test_what_go_itself_opens_is_not_kept() -> None:
    name = OpenedName(what="file", name="/etc/a", by_go=True)
    assert kept(image(entry("/etc/a")), Opened(names=(name,)), WISH) == {}


def test_what_is_asked_for_is_kept_with_all_that_is_in_it() -> None:
    files = (
        *(entry("/srv", "directory"), entry("/srv/a", "directory"), entry("/srv/a/b")),
        entry("/other"),
    )
    assert kept(image(*files), seen(), Wish(program="/app/server", paths=("/srv",))) == {
        "/srv": "asked for",
        "/srv/a": "asked for",
        "/srv/a/b": "asked for",
    }


def test_an_interpreter_is_kept_for_whom_the_kernel_starts_it() -> None:
    wish = Wish(program="/app/server", interpreters={"/lib/ld.so": "/bin/tool"})
    files = (entry("/lib", "symlink", "usr/lib"), entry("/usr/lib/ld.so"), entry("/bin/tool"))
    found = kept(image(*files), seen(("executes", "/bin/tool")), wish)
    assert found["/usr/lib/ld.so"] == "started by the kernel for /bin/tool"
    assert found["/bin/tool"] == "executed"
    assert found["/lib"] == "a link to /usr/lib/ld.so"


def test_the_config_keeps_what_it_names() -> None:
    config = ImageConfig(
        entrypoint=("web",),
        working_dir="/work",
        volumes=("/data",),
        env=("PATH=/opt:/bin",),
        health_check=HealthCheck(test=("CMD", "check", "-q")),
    )
    files = (
        *(entry("/bin/web", "symlink", "/app/server"), entry("/opt/check"), entry("/data/first")),
        *(entry("/data", "directory"), entry("/work", "directory")),
    )
    assert kept(image(*files, config=config), seen(), WISH) == {
        "/bin/web": "a link to /app/server",
        "/data": "a volume",
        "/data/first": "a volume's first content",
        "/opt/check": "its health check",
        "/work": "its working folder",
    }


def test_without_a_health_check_the_working_folder_is_no_part_of_one() -> None:
    assert kept(image(entry("/app", "directory")), seen(), WISH) == {"/app": "its working folder"}


def test_users_and_folders_to_write_in_are_kept() -> None:
    files = [entry("/etc/passwd"), entry("/etc/group")]
    files += [entry(path, "directory") for path in (TMP, "/home", "/home/me", "/srv")]
    found = kept(image(*files), seen(), Wish(program="/app/server", home="/home/me"))
    assert set(found) == {"/etc/passwd", "/etc/group", TMP, "/home", "/home/me"}


def need(name: str) -> Need:
    return Need(name=name, standing="suspected", why="x")  # type: ignore[arg-type]


def test_of_the_files_that_stand_for_each_other_the_first_is_kept_for_a_need() -> None:
    bundle, other = "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem"
    wish = Wish(program="/app/server", needs=(need("certificates"),))
    files = (entry(other), entry(bundle), entry("/etc/ssl/certs/one.pem"))
    assert kept(image(*files), seen(), wish) == {bundle: "root certificates: suspected"}
    assert set(kept(image(entry("/etc/ssl/certs/one.pem")), seen(), wish)) == {
        "/etc/ssl/certs/one.pem"
    }


def test_zones_are_kept_whole_where_no_probe_came_to_one() -> None:
    wish = Wish(program="/app/server", needs=(need("zones"),))
    files = (entry("/usr/share/zoneinfo/Europe", "directory"), entry("/usr/share/zoneinfo/UTC"))
    assert set(kept(image(*files), seen(), wish)) == {each.path for each in files}


def test_of_temporary_files_only_the_folder_is_kept() -> None:
    wish = Wish(program="/app/server", needs=(need("tmp"),))
    files = (entry(TMP, "directory"), entry(f"{TMP}/left"))
    assert set(kept(image(*files), seen(), wish)) == {TMP}


def test_what_is_not_kept_is_lost() -> None:
    files = (entry("/a"), entry("/b"))
    assert [each.path for each in lost(image(*files), ["/a"])] == ["/app/server", "/b"]


def test_what_it_executed_is_told_but_not_what_it_looked_for_in_vain() -> None:
    assert executed(seen(("executes", "/bin/a"))) == ("/bin/a",)
    assert executed(seen(("executes", "/sbin/a"), error="ENOENT")) == ()


@pytest.mark.parametrize(
    ("test", "program"), [(("CMD", "a", "b"), "a"), (("NONE",), ""), (("CMD-SHELL", "a"), "")]
)
def test_only_a_health_check_in_words_names_its_program(
    test: tuple[str, ...], program: str
) -> None:
    config = ImageConfig(health_check=HealthCheck(test=test))
    assert health_check_program(image(config=config)) == program
    assert health_check_program(image()) == ""


def test_a_program_is_looked_for_on_the_images_path() -> None:
    facts = image(entry("/usr/bin/a"))
    assert found_on_path(facts, "a") == "/usr/bin/a"
    assert found_on_path(facts, "/x/a") == "/x/a"
    assert found_on_path(facts, "b") == ""
