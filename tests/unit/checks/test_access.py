"""Whether the image's user may start its program, from the image's files alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.access import check_access
from slimgo.values.image import ImageFacts
from slimgo.values.verdict import Verdict
from tests.unit.checks.images import file, folder, image


def first(facts: ImageFacts) -> Verdict:
    return check_access(facts)[0]


def test_what_anyone_may_execute_passes() -> None:
    verdict = first(image(file("/app")))
    assert (verdict.check, verdict.status) == ("user 65532:65532 may run it", "pass")


def test_a_program_of_root_alone_is_red_with_its_cure() -> None:
    verdict = first(image(file("/app", 0o700)))
    assert verdict.status == "fail"
    assert verdict.evidence == (
        "/app is 0:0's with mode 0700, so user 65532:65532 may not execute it"
    )
    assert verdict.cure == "copy it with --chmod=0755, or with --chown=65532:65532"


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        (image(folder("/d", 0o700), file("/d/app"), entrypoint=("/d/app",)), "/d"),
        (image(folder("/d", 0o750), file("/app"), working_dir="/d", entrypoint=("/app",)), "/d"),
        (image(folder("/d", 0o644), file("/d/app"), entrypoint=("/d/app",)), "/d"),
    ],
)
def test_a_folder_on_the_way_that_may_not_be_entered_is_red(facts: ImageFacts, path: str) -> None:
    verdict = first(facts)
    assert verdict.status == "fail"
    assert verdict.evidence.startswith(f"{path} is 0:0's")
    assert verdict.evidence.endswith("may not enter it")


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        (image(file("/app"), user=""), "anywhere"),
        (image(file("/app"), folder("/d")), "nowhere"),
        (image(file("/app"), folder("/d", 0o755, 65532), folder("/t", 0o777)), "in /d, /t"),
        (image(file("/app"), folder("/a", 0o700), folder("/a/b", 0o777)), "nowhere"),
        (image(file("/app"), folder("/d", 0o602)), "nowhere"),
    ],
)
def test_where_the_user_may_write_is_told(facts: ImageFacts, where: str) -> None:
    assert first(facts).evidence.endswith(f"; it may write {where}")


@pytest.mark.parametrize("mode", [0o700, 0o100, 0o001])
def test_root_needs_one_bit_of_execution(mode: int) -> None:
    assert first(image(file("/app", mode, uid=5), user="")).status == "pass"
    assert first(image(file("/app", 0o644), user="")).status == "fail"


@pytest.mark.parametrize("mode", [0o600, 0o000])
def test_root_enters_every_folder(mode: int) -> None:
    facts = image(folder("/d", mode, uid=5), file("/d/app"), entrypoint=("/d/app",), user="")
    assert first(facts).status == "pass"


def test_the_owner_and_the_group_count() -> None:
    assert first(image(file("/app", 0o700, 65532, 1))).status == "pass"
    assert first(image(file("/app", 0o050, 1, 65532))).status == "pass"
    assert first(image(file("/app", 0o070, 65532, 65532))).status == "fail"


def test_the_working_folder_and_path_lead_to_the_program() -> None:
    assert first(image(file("/srv/app", 0o700), working_dir="/srv")).status == "fail"
    on_path = image(file("/opt/app"), entrypoint=("app",), env=("PATH=/bin:/opt",))
    assert first(on_path).status == "pass"
    assert first(replace(on_path, config=replace(on_path.config, env=()))).status == "fail"


def test_links_of_the_image_are_followed() -> None:
    linked = image(
        file("/bin", kind="symlink", link="usr/bin"),
        folder("/usr"),
        folder("/usr/bin"),
        file("/usr/bin/app", 0o700),
        entrypoint=("/bin/app",),
    )
    assert first(linked).evidence.startswith("/usr/bin/app is")
    circle = image(file("/a", kind="symlink", link="/a"), entrypoint=("/a/app",))
    assert first(circle).status == "fail"


@pytest.mark.parametrize("path", ["/app/", "/app/.", "/app/../app", "/absent/../app", "/app/x"])
def test_what_is_no_folder_leads_nowhere(path: str) -> None:
    assert first(image(file("/app"), entrypoint=(path,))).status == "fail"


@pytest.mark.parametrize("path", ["/d/../app", "/d/./../app", "//app", "/../app", "d/../app"])
def test_what_is_a_folder_leads_on(path: str) -> None:
    assert first(image(file("/app"), file("/d/x"), entrypoint=(path,))).status == "pass"


@pytest.mark.parametrize("path", ["", ":", "bin:.", "./bin"])
def test_path_leads_to_nothing_from_the_working_folder(path: str) -> None:
    made = image(file("/bin/app"), entrypoint=("app",), env=(f"PATH={path}",), working_dir="/bin")
    assert first(made).status == "fail"


def test_on_path_the_first_that_may_be_executed_counts() -> None:
    made = image(file("/a/app", 0o600), file("/b/app"), entrypoint=("app",), env=("PATH=/a:/b",))
    assert first(made).evidence.startswith("/b/app, ")


@pytest.mark.parametrize("path", ["/sys/app", "/proc/app", "/dev/deep/app"])
def test_a_program_where_an_engine_mounts_its_own_is_red(path: str) -> None:
    verdict = first(image(file(path), entrypoint=(path,)))
    assert verdict.status == "fail"
    assert "is hidden: an engine mounts its own" in verdict.evidence


@pytest.mark.parametrize("path", ["/etc/hosts", "/sys/note", "/etc/resolv.conf"])
def test_another_file_there_is_named_and_no_pass(path: str) -> None:
    verdicts = check_access(image(file("/app"), file(path)))
    assert [(verdict.check, verdict.status) for verdict in verdicts[1:]] == [
        (f"{path} is seen", "skip")
    ]


def test_a_file_that_the_user_can_never_read_is_named_and_no_pass() -> None:
    verdicts = check_access(image(file("/app"), file("/key", 0o600), file("/open", 0o644)))
    assert [(verdict.check, verdict.status) for verdict in verdicts[1:]] == [
        ("user 65532:65532 may read /key", "skip")
    ]


def test_a_user_that_is_a_name_is_looked_up_in_the_image() -> None:
    named = image(file("/app", 0o700, 7), user="web")
    assert first(named).status == "fail"
    known = replace(named, passwd="web:x:7:8::/srv:/bin/false\n")  # noqa: S106 - no secret
    assert first(known).check == "user 7:8 may run it"
    assert first(known).status == "pass"


@pytest.mark.parametrize("entrypoint", [(), ("/absent",)])
def test_an_image_without_its_program_is_red(entrypoint: tuple[str, ...]) -> None:
    assert first(image(file("/app"), entrypoint=entrypoint)).status == "fail"
