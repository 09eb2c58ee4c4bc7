"""What is said of an image's user and its program, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.access import check_access
from slimgo.values.image import ImageFacts, ImageFile
from slimgo.values.verdict import Verdict, failed, passed, skipped
from tests.unit.checks.images import file, folder, image

RUNS = "user 65532:65532 may run it"
APP = file("/app")
OF_ROOT = "is 0:0's with mode"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (
            image(APP, user="web"),
            failed(
                "user",
                "the image's user 'web' is a name that its /etc/passwd does not know",
                "write a number: USER 65534",
            ),
        ),
        (
            image(APP, user="7:web"),
            failed(
                "user",
                "the image's group 'web' is a name that its /etc/group does not know",
                "write a number: USER 65534:65534",
            ),
        ),
        (
            image(APP, entrypoint=()),
            failed(RUNS, "the image names no program", 'add ENTRYPOINT [ "/program" ]'),
        ),
        (
            image(APP, entrypoint=("./absent", "-v"), cmd=("/app",)),
            failed(RUNS, "the image has no ./absent", "name the program by its path"),
        ),
        (
            image(APP, entrypoint=(), cmd=("absent", "/app")),
            failed(RUNS, "the image has no absent", "name the program by its path"),
        ),
        (
            image(file("/sys/app"), entrypoint=("/sys/app",)),
            failed(
                RUNS,
                "/sys/app is hidden: an engine mounts its own /sys there",
                "copy it into another folder",
            ),
        ),
        (
            image(folder("/d", 0o700), file("/d/app"), entrypoint=("/d/app",)),
            failed(
                RUNS,
                f"/d {OF_ROOT} 0700, so user 65532:65532 may not enter it",
                "copy into it with --chown=65532:65532, or put WORKDIR behind USER",
            ),
        ),
        (
            image(file("/app", 0o64, 5, 6), user="7:8"),
            failed(
                "user 7:8 may run it",
                "/app is 5:6's with mode 0064, so user 7:8 may not execute it",
                "copy it with --chmod=0755, or with --chown=7:8",
            ),
        ),
    ],
)
def test_a_spoiled_image_has_one_red_verdict(facts: ImageFacts, verdict: Verdict) -> None:
    assert check_access(facts) == (verdict,)


@pytest.mark.parametrize(
    ("user", "other", "where"),
    [
        ("", folder("/d"), "anywhere"),
        ("1:1", folder("/d"), "nowhere"),
        ("1:1", file("/d", 0o777), "nowhere"),
        ("1:1", folder("/d", 0o703), "in /d"),
    ],
)
def test_a_pass_tells_owner_mode_and_where_it_may_write(
    user: str, other: ImageFile, where: str
) -> None:
    verdict = check_access(image(file("/app", 0o55, 5, 6), other, user=user))[0]
    assert verdict == passed(
        f"user {user or '0:0'} may run it",
        f"/app, /app is 5:6's with mode 0055; it may write {where}",
    )


def test_a_group_that_is_a_name_is_looked_up_in_the_image() -> None:
    facts = replace(image(file("/app", 0o50, 5, 9), user="7:ops"), group="ops:x:9:\n")
    assert check_access(facts)[0].check == "user 7:9 may run it"
    assert check_access(facts)[0].status == "pass"


@pytest.mark.parametrize(
    ("others", "skips"),
    [
        ((file("/open", 0o644), folder("/d", 0o700), file("/l", 0, kind="symlink")), []),
        (
            (file("/key", 0o600), file("/etc/hosts", 0o600)),
            [
                skipped("user 65532:65532 may read /key", f"/key {OF_ROOT} 0600: it never can"),
                skipped(
                    "/etc/hosts is seen",
                    "/etc/hosts is hidden: an engine mounts its own /etc/hosts there",
                ),
            ],
        ),
        (
            (folder("/d", 0o600), file("/d/open", 0o644)),
            [skipped("user 65532:65532 may read /d/open", f"/d/open {OF_ROOT} 0644: it never can")],
        ),
        (
            (file("/dev/x"),),
            [skipped("/dev/x is seen", "/dev/x is hidden: an engine mounts its own /dev there")],
        ),
        ((file("/devices"), file("/etc/hosts.allow")), []),
    ],
)
def test_each_other_file_that_is_never_read_is_named_and_no_pass(
    others: tuple[ImageFile, ...], skips: list[Verdict]
) -> None:
    # the program may be executed, which is all that it needs: it is not among them
    assert list(check_access(image(file("/app", 0o711), *others))[1:]) == skips
