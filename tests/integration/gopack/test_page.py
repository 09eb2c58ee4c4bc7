"""What stands in docs/gopack-use.md to be copied works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.integration.gopack.page import SAYS, block, project, shell, works
from tests.integration.gopack.programs import gopack
from tests.integration.gopack.tools import needs

_CONTROL = """\
Source: server
Maintainer: A <a@example.com>
Build-Depends: debhelper-compat (= 13)

Package: server
Architecture: any
Description: a server
"""

_CHANGELOG = """\
server (1.0) unstable; urgency=low

  * A server.

 -- A <a@example.com>  Thu, 01 Jan 1970 00:00:00 +0000
"""

_SPEC = """\
Name: server
Version: 1
Release: 1
Summary: a server
License: none
%description
A server.
{block}
%files
/usr/bin/server
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    project(folder)
    return folder


def test_make_packs_again_what_was_built_again_and_keeps_the_old_where_it_fails(here) -> None:
    needs("make")
    (here / "Makefile").write_text(block("Makefiles", "make"))
    packed = here / "build" / "server.packed"
    done = shell("make", here)
    assert done.returncode == 0, done.stderr
    assert works(packed)
    assert "up to date" in shell("make", here).stdout
    first = packed.read_bytes()
    source = here / "cmd" / "server" / "main.go"
    source.write_text(source.read_text().replace(SAYS.strip(), "it is new"))
    done = shell("touch -d '1 minute ago' build/* && touch cmd/server/main.go && make", here)
    assert done.returncode == 0, done.stderr
    second = packed.read_bytes()
    assert second != first
    done = shell("printf 'no program' > build/server; touch build/server; make", here)
    assert done.returncode == 2
    assert "gopack: " in done.stderr
    assert packed.read_bytes() == second


def test_a_dockerfiles_lines_make_a_packed_program(here) -> None:
    lines = block("Dockerfiles", "dockerfile").splitlines()
    commands = [line.removeprefix("RUN ") for line in lines if line.startswith("RUN ")]
    kept = [each for each in commands if not each.startswith("pip ")]
    assert [each.split()[0] for each in kept] == ["CGO_ENABLED=0", "gopack"]
    script = re.sub(r"(?<=\s)/server", f"{here}/made", "\n".join(kept))
    done = shell(script, here)
    assert done.returncode == 0, done.stderr
    assert works(here / "made")
    assert gopack("test", here / "made").returncode == 0


def test_debians_rules_leave_symbols_to_another_package(here) -> None:
    needs("make", "dh_strip", "strip", "objcopy")
    debian = here / "debian"
    debian.mkdir()
    (debian / "control").write_text(_CONTROL)
    (debian / "changelog").write_text(_CHANGELOG)
    (debian / "rules").write_text(block("Debian packages", "make"))
    build = "CGO_ENABLED=0 go build -ldflags=-compressdwarf=false -o"
    done = shell(f"{build} debian/server/usr/bin/server ./cmd/server", here)
    assert done.returncode == 0, done.stderr
    done = shell("make -f debian/rules override_dh_dwz override_dh_strip", here)
    assert done.returncode == 0, done.stderr
    program = debian / "server" / "usr" / "bin" / "server"
    assert works(program)
    assert gopack("test", program).returncode == 0
    assert list(debian.glob(".debhelper/server/dbgsym-root/usr/lib/debug/**/*.debug"))


def test_an_rpm_holds_the_packed_program(here) -> None:
    needs("rpmbuild", "rpm2archive", "strip")
    done = shell('CGO_ENABLED=0 go build -ldflags="-s -w" -o server ./cmd/server', here)
    assert done.returncode == 0, done.stderr
    spec = block("RPM packages", "spec").replace(" server %", f" {here}/server %")
    (here / "server.spec").write_text(_SPEC.format(block=spec))
    done = shell(
        'rpmbuild -bb --define "_topdir $PWD" server.spec\n'
        "rpm2archive RPMS/*/server-1-1.*.rpm && tar -xzf RPMS/*/*.tgz",
        here,
    )
    assert done.returncode == 0, done.stderr
    assert works(here / "usr" / "bin" / "server")
    assert gopack("test", here / "usr" / "bin" / "server").returncode == 0
