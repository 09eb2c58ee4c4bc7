"""Rows F2 to F7: what is told when something cannot go on can be typed as it stands."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.oci.dockerfile.read import image_plan
from tests.cases.conftest import ENDING
from tests.cases.typing_cures import cure_of, type_it
from tests.faults.checkout import PROJECT, Checkout, Outcome, Variables

# F2


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A search path without UPX, apt-get and every other package manager."""
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in ("sh", "ls", "cat", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return str(folder)


def test_without_upx_and_apt_the_cure_makes_the_image_and_does_not_lead_in_a_circle(
    packed: Checkout, bare: str, tmp_path: Path
) -> None:
    checkout = packed
    there: Variables = {"PATH": bare, "SLIMGO_CACHE": str(tmp_path / "cache")}
    done = checkout.invoke("slim", **there)
    assert done.status == 3
    assert "UPX is not here" in done.err
    examined = checkout.invoke("doctor", **there)
    assert cure_of(examined) == cure_of(done)
    cured = type_it(checkout, cure_of(done), **there)
    assert cured.status == 0, cured
    assert "slim-go-image is" in cured.out
    happy = checkout.invoke("doctor", "--with", "gopack", **there)
    assert happy.status == 0, happy


# F3


def test_the_last_line_and_cures_say_the_words_that_work_after_bootstrap(
    packed: Checkout, tmp_path: Path
) -> None:
    """bootstrap sets these, and the command keeps its process: `exec` does both here."""
    script = (
        f"cd {shlex.quote(str(packed.path))}; "
        f"export SLIMGO_BOOTSTRAP='x y/bootstrap' SLIMGO_BOOTSTRAP_PID=$$ "
        f"SLIMGO_BOOTSTRAP_FROM='{tmp_path}'; "
        f'exec "{sys.executable}" -m invoke slim --engine builtin --with gopack '
        "--tag mine/x:2 --json r.json"
    )
    done = type_it(packed, script)
    assert done.status == 0, done
    assert done.out.splitlines()[-1].endswith(
        "Run it: 'x y/bootstrap' invoke run --engine builtin --tag mine/x:2 --with gopack"
    )
    assert (tmp_path / "r.json").is_file()  # G8: from where the reader stands
    assert not (packed.path / "r.json").exists()


_TELLING = """\
echo "$SLIMGO_BOOTSTRAP|$SLIMGO_BOOTSTRAP_FROM"
[ "$SLIMGO_BOOTSTRAP_PID" = $$ ] && echo same
"""


def test_bootstrap_tells_its_command_how_it_was_typed(tmp_path: Path) -> None:
    """With an environment that is in place: only its last lines matter."""
    text = (PROJECT / "bootstrap").read_text()
    assert text.rstrip().endswith('exec "$@"')
    place = tmp_path / "a b"
    (place / ".venv/bin").mkdir(parents=True)
    python = place / ".venv/bin/python"
    python.symlink_to(sys.executable)
    for name in ("bootstrap", "pyproject.toml"):
        shutil.copy(PROJECT / name, place)
    sums = subprocess.run(
        ["cksum", "pyproject.toml", "bootstrap"],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (place / ".venv/stamp").write_text(f"{place}\n{python.resolve()}\n{sums}")
    said = subprocess.run(
        ["../a b/bootstrap", "sh", "-c", _TELLING],
        cwd=tmp_path / "a b",
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"../a b/bootstrap|{place}\nsame\n"


def test_what_is_typed_as_told_runs(checkout: Checkout) -> None:
    """The words for whoever called this very Python, without bootstrap."""
    done = checkout.invoke("slmi")
    cure = cure_of(done)
    assert shlex.split(cure)[-1] == "slim"
    listed = type_it(checkout, f"{cure} --help")
    assert listed.status == 0, listed


# F4


def test_the_cure_for_a_shell_form_is_a_line_that_our_own_reader_takes(case: Path) -> None:
    text = (case / "shell-form-cure.Dockerfile").read_text()
    with pytest.raises(BadInput) as caught:
        image_plan(text, {})
    assert caught.value.cure == 'ENTRYPOINT [ "/app", "--name", "a b", "$PORT" ]'
    assert "$PORT as it is" in caught.value.why
    *before, _ = text.splitlines()
    plan = image_plan("\n".join((*before, caught.value.cure)), {})
    assert plan.config.entrypoint == ("/app", "--name", "a b", "$PORT")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("CMD /app 'say \"hi\"' \\\\x", ("/app", 'say "hi"', "\\x")),
        ("CMD /app --é=a\\ b", ("/app", "--é=a b")),
        ("ENTRYPOINT /app && /b", ("/program", "--flag")),
        ("ENTRYPOINT A=b /app", ("/program", "--flag")),
        ("ENTRYPOINT /app `date`", ("/program", "--flag")),
        ("ENTRYPOINT /app 'open", ("/program", "--flag")),
    ],
)
def test_every_shell_form_is_answered_with_a_line_that_can_be_pasted(
    written: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput) as caught:
        image_plan(f"FROM scratch\nCOPY app /app\n{written}", {})
    plan = image_plan(f"FROM scratch\nCOPY app /app\n{caught.value.cure}", {})
    assert words in (plan.config.entrypoint, plan.config.cmd)


# F5


def test_a_folder_without_app_go_says_what_it_holds_and_the_cure_mends_it(
    checkout: Checkout,
) -> None:
    (checkout.path / "app").rename(checkout.path / "svc")
    (checkout.path / "svc/app.go").rename(checkout.path / "svc/main.go")
    done = checkout.invoke("app", SLIMGO_APP="svc")
    assert done.status == 1
    assert "svc holds main.go" in done.err
    assert type_it(checkout, cure_of(done)).status == 0
    assert checkout.invoke("app", SLIMGO_APP="svc").status == 0


def test_a_folder_that_is_not_there_names_the_one_that_is(checkout: Checkout) -> None:
    done = checkout.invoke("app", SLIMGO_APP="nowhere")
    assert "there is no folder nowhere" in done.err
    assert cure_of(done) == "set SLIMGO_APP=app"


# F6, F7


def built_from(checkout: Checkout, *lines: str) -> Outcome:
    text = ENDING.replace(".upx.bin", ".gopack.bin").replace(
        "EXPOSE", "\n".join((*lines, "EXPOSE"))
    )
    (checkout.path / "Dockerfile").write_text(text)
    # what this project's own file keeps out of the context is not what is tried here
    (checkout.path / ".dockerignore").unlink()
    return checkout.invoke("image", "--engine", "builtin", "--with", "gopack")


def test_a_folder_is_called_a_folder(packed: Checkout) -> None:
    checkout = packed
    (checkout.path / "docs").mkdir()
    done = built_from(checkout, "COPY docs /docs/")
    assert done.status == 1
    assert "COPY docs: it is a folder" in done.err
    assert "not there" not in done.err


def test_an_absolute_source_and_an_absolute_link_begin_at_the_context(packed: Checkout) -> None:
    checkout = packed
    (checkout.path / "data").mkdir()
    (checkout.path / "data/words").write_text("in the context")
    (checkout.path / "link").symlink_to("/data/words")
    done = built_from(checkout, "COPY /data/words /a", "COPY link /b")
    assert done.status == 0, done
    assert "exactly a, app.bin, b ✓" in done.out
