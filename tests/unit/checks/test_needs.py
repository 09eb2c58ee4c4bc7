"""What is needed: decided of what the functions let suspect and what was looked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slimgo.checks.needs import asked_for, needs, observed
from slimgo.plan.needs import BY_NAME, NEEDS
from slimgo.values.need import Need, NeedName, Standing, Suspicion, Suspicions
from slimgo.values.opened import Opened, OpenedName, Way

CERTIFICATES = BY_NAME["certificates"].files
BERLIN = tuple(f"{folder}Europe/Berlin" for folder in BY_NAME["zones"].folders)
NOTHING = Suspicions()
TMP = "/tmp/x"  # noqa: S108 - in a root of its own


def opened(*names: str, what: Way = "file", error: str = "ENOENT", own_root: bool = True) -> Opened:
    asked = tuple(OpenedName(what=what, name=name, error=error) for name in names)
    return Opened(names=asked, own_root=own_root, own_network=True)


def both(*parts: Opened) -> Opened:
    return replace(parts[0], names=tuple(name for part in parts for name in part.names))


def suspected(need: NeedName, *path: str) -> Suspicions:
    return Suspicions(found=(Suspicion(need=need, function=path[-1], path=path[:-1] and path),))


def standings(told: tuple[Need, ...]) -> dict[NeedName, Standing]:
    return {each.name: each.standing for each in told}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (opened(*CERTIFICATES), {"certificates": "needed"}),
        (opened(*BERLIN), {"zones": "needed"}),
        (opened("/etc/localtime"), {"zones": "wanted"}),
        (opened("/usr/local/go/lib/time/zoneinfo.zip"), {"zones": "wanted"}),
        (opened(*BERLIN, "/etc/localtime"), {"zones": "needed"}),
        (opened("/etc/passwd"), {"user": "needed"}),
        (opened("/etc/group"), {"user": "needed"}),
        (opened(TMP), {"tmp": "needed"}),
        (opened(TMP, error="EACCES"), {"tmp": "needed"}),
        (opened("/tmp"), {"tmp": "needed"}),  # noqa: S108
        (opened("/tmpfile", "/etc/passwd-", "/usr/share/zoneinf"), {}),  # noqa: S108
        (opened("unix /tmp/x.sock", what="listens"), {"tmp": "needed"}),
        (opened("tcp 0.0.0.0:80", what="listens"), {}),
        (opened("unix /tmp/x.sock", what="connects"), {}),
        (opened("/etc/mime.types"), {"mime": "wanted"}),
        (opened("/etc/nsswitch.conf", "/etc/services"), {"resolver": "wanted"}),
        (opened("/bin/sh", what="executes"), {"programs": "needed"}),
        (opened("/opt/tool", what="executes"), {"programs": "needed"}),
        (opened("/usr/bin/git", "/bin/git"), {"programs": "needed"}),
        (opened("/etc/app/config.yaml", "/.config"), {}),
        (opened("/.cache", error="EACCES"), {"home": "needed"}),
        (opened("/data", error="EACCES"), {}),
    ],
)
def test_what_was_looked_for_and_not_there(seen: Opened, expected: dict[str, str]) -> None:
    told = needs(NOTHING, seen)
    assert standings(told) == expected
    assert all(each.observations for each in told)


@pytest.mark.parametrize(
    "seen",
    [
        both(opened(*CERTIFICATES[:3]), opened(CERTIFICATES[3], error="")),
        both(opened(*BERLIN[:1]), opened(BERLIN[1], error="")),
        opened("/etc/passwd", error=""),
        both(opened(TMP), opened("/tmp/y", error="")),  # noqa: S108
        both(opened("/usr/local/bin/git"), opened("/usr/bin/git", error="")),
        opened("/bin/sh", what="executes", error=""),
        both(opened("/usr/local/share/mime/globs2"), opened("/etc/mime.types", error="")),
    ],
)
def test_what_was_found_is_no_need_whatever_is_suspected(seen: Opened) -> None:
    every = Suspicions(
        found=tuple(
            Suspicion(need=each.name, function="f", path=("main.main", "f")) for each in NEEDS
        )
    )
    there = {each.need for each in observed(seen, {"PATH": "/usr/local/bin:/usr/bin"})}
    assert len(there) == 1
    assert not there & set(standings(needs(every, seen)))


def test_one_zone_that_is_there_does_not_stand_for_another() -> None:
    other = opened("/usr/share/zoneinfo/UTC", error="")
    assert standings(needs(NOTHING, both(opened(*BERLIN), other))) == {"zones": "needed"}


def test_a_folder_of_certificates_may_be_empty() -> None:
    folder = opened("/etc/ssl/certs", error="")
    seen = both(opened(*CERTIFICATES), folder)
    assert standings(needs(NOTHING, seen)) == {"certificates": "needed"}
    one = opened("/etc/ssl/certs/one.pem", error="")
    assert needs(NOTHING, both(seen, one)) == ()


def test_a_file_of_this_machine_is_none_of_an_image() -> None:
    seen = opened(CERTIFICATES[0], error="", own_root=False)
    (need,) = needs(NOTHING, seen)
    assert (need.name, need.standing) == ("certificates", "needed")
    assert "not in an image from scratch" in need.why
    assert needs(NOTHING, replace(seen, own_root=True)) == ()


def test_what_go_itself_asks_for_is_no_need() -> None:
    by_go = OpenedName(what="file", name="/etc/passwd", error="ENOENT", by_go=True)
    assert needs(NOTHING, replace(opened(), names=(by_go,))) == ()


@pytest.mark.parametrize(
    ("env", "name", "expected"),
    [
        ((("SSL_CERT_FILE", "/certs/ca.pem"),), "/certs/ca.pem", {"certificates": "needed"}),
        ((("SSL_CERT_DIR", "/a:/b/"),), "/b/x.pem", {"certificates": "needed"}),
        ((("TMPDIR", "/scratch"),), "/scratch/x", {"tmp": "needed"}),
        ((("ZONEINFO", "/zones.zip"),), "/zones.zip", {"zones": "needed"}),
        ((("PATH", "/tools"),), "/tools/git", {"programs": "needed"}),
        ((("PATH", "/tools"),), "/usr/bin/git", {}),
        ((("USER", "me"), ("HOME", "/")), "/etc/passwd", {"user": "wanted"}),
        ((("USER", "me"), ("HOME", "")), "/etc/passwd", {"user": "needed"}),
        ((("TMPDIR", ""), ("PATH", "")), "/x", {}),
    ],
)
def test_variables_name_other_places(
    env: tuple[tuple[str, str], ...], name: str, expected: dict[str, str]
) -> None:
    assert standings(needs(NOTHING, opened(name), env=env)) == expected


def test_the_home_that_an_engine_sets_is_known() -> None:
    seen = opened("/home/me/.cache", error="EACCES")
    assert standings(needs(NOTHING, seen, home="/home/me")) == {"home": "needed"}
    assert needs(NOTHING, seen, home="/elsewhere") == ()


def test_own_code_that_leads_there_is_a_suspicion_and_a_librarys_is_a_detail() -> None:
    own = suspected("tmp", "main.main", "os.CreateTemp")
    (need,) = needs(own, opened())
    assert (need.standing, need.suspicion) == ("suspected", own.found[0])
    assert need.why == "main.main → os.CreateTemp; its probes did not come there"
    (need,) = needs(suspected("tmp", "os.CreateTemp"), opened())
    assert need.standing == "in a library"
    (need,) = needs(own, opened(TMP))
    assert (need.standing, need.suspicion) == ("needed", own.found[0])


def test_where_nothing_was_observed_only_suspicion_is_known() -> None:
    (need,) = needs(suspected("tmp", "main.main", "f"), Opened(lacks="no ptrace"))
    assert need.standing == "suspected"
    assert need.why == "main.main → f; what it opens is not known (no ptrace)"


def test_a_plugin_is_told_by_its_function_alone() -> None:
    (need,) = needs(suspected("plugins", "plugin.Open"), opened())
    assert need.standing == "suspected"
    assert "a static program loads no plugins" in need.why


def test_what_is_linked_into_it_is_no_need_but_there_may_be_more_outside() -> None:
    brings = replace(suspected("zones", "main.main", "time.LoadLocation"), brought=("zones",))
    (need,) = needs(brings, opened(*BERLIN))
    assert need.standing == "wanted"
    assert need.why.endswith(": not there; its own are linked into it")
    assert needs(brings, opened()) == ()


@pytest.mark.parametrize(
    ("variables", "asks"),
    [((), False), ((("TZ", "UTC"),), True), ((("TZ", ""),), False), ((("HOME", "/"),), False)],
)
def test_a_variable_makes_any_program_look(
    variables: tuple[tuple[str, str], ...], *, asks: bool
) -> None:
    assert asked_for(variables) is asks


def test_a_program_of_which_nothing_tells_needs_nothing() -> None:
    assert needs(NOTHING, opened()) == ()


def test_many_names_are_cut_and_counted() -> None:
    (need,) = needs(NOTHING, opened(*CERTIFICATES))
    shown = ", ".join(CERTIFICATES[:3])
    assert need.why.startswith(f"it looked for {shown} and 3 more: not there; ")


def test_what_goes_on_without_is_said_to() -> None:
    (need,) = needs(NOTHING, opened("/etc/localtime"))
    assert need.why == "it looked for /etc/localtime: not there; local time is UTC"


def test_the_table_has_each_need_once_with_words_and_cures() -> None:
    names = [each.name for each in NEEDS]
    assert len(set(names)) == len(names)
    for each in NEEDS:
        assert each.title
        assert each.functions
        assert each.without
        assert each.cures
        assert all(folder.endswith("/") for folder in each.folders)
