"""D1: an input that the fingerprint missed left a stale green."""

from __future__ import annotations

from tests.faults.checkout import Checkout

_REPLACED = """\
module slimgo.example/app

go 1.25

require example.com/lib v0.0.0

replace example.com/lib => ..
"""


def made_of_a_library_above(checkout: Checkout) -> None:
    """The service takes a word from a module in the folder above its own."""
    (checkout.path / "go.mod").write_text("module example.com/lib\n\ngo 1.25\n")
    (checkout.path / "lib.go").write_text('package lib\n\nconst Word = "world"\n')
    (checkout.path / "app/go.mod").write_text(_REPLACED)
    checkout.replace("app/app.go", "import (\n", 'import (\n\t"example.com/lib"\n')
    checkout.replace("app/app.go", 'name = "world"', "name = lib.Word")


def test_d1_a_replaced_module_in_the_folder_above_is_an_input(checkout) -> None:
    made_of_a_library_above(checkout)
    first = checkout.invoke("app")
    assert first.status == 0, first.err
    assert "up to date" in checkout.invoke("app").out
    made = checkout.artifacts()
    checkout.replace("lib.go", "world", "WORLD")
    changed = checkout.invoke("app")
    assert "up to date" not in changed.out
    assert "Hello WORLD" in changed.err, "the old program was asked, not the new one"
    checkout.replace("lib.go", '"WORLD"', '"world" // as before')
    assert checkout.invoke("app").status == 0
    assert checkout.artifacts().keys() == made.keys()


def test_d1_what_is_no_input_leaves_the_program_up_to_date(checkout) -> None:
    made_of_a_library_above(checkout)
    assert checkout.invoke("app").status == 0
    for name, text in {
        "README.md": "read me\n",
        "lib_test.go": "package lib\n",
        "other/other.go": "package other\n",
        "testdata/case": "x\n",
    }.items():
        (checkout.path / name).parent.mkdir(exist_ok=True)
        (checkout.path / name).write_text(text)
    again = checkout.invoke("app")
    assert again.status == 0, again.err
    assert "up to date" in again.out


def test_d1_a_build_that_no_longer_works_is_red_though_it_was_green(checkout) -> None:
    made_of_a_library_above(checkout)
    assert checkout.invoke("app").status == 0
    checkout.replace("lib.go", "package lib", "package lib\n\nimport (")
    for _ in range(2):
        broken = checkout.invoke("app")
        assert broken.status == 1
        assert "lib.go" in broken.err


def test_the_ignore_file_of_this_dockerfile_is_an_input_of_the_image(checkout) -> None:
    words = ("image", "--with", "gopack", "--engine", "builtin")
    assert checkout.invoke(*words).status == 0
    assert not was_built(checkout.invoke(*words).out)
    (checkout.path / "Dockerfile.dockerignore").write_text("*.md\n")
    assert was_built(checkout.invoke(*words).out)
    (checkout.path / "Dockerfile.dockerignore").write_text("*.txt\n")
    assert was_built(checkout.invoke(*words).out)


def was_built(out: str) -> bool:
    """Whether the image was made now, by the lines of its step."""
    step = out[out.index("slimgo.oci build") : out.index("6 run")]
    return "up to date" not in step
