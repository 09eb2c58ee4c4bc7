"""The settings file: where it is found, and what is told of one that says what cannot be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from slimgo.config.entries import Http, Variant
from slimgo.config.file import SettingsFile, nearest_file, settings_file
from slimgo.errors import BadInput

TCP_NAMES = (
    "choose one of: arguments, env, files, text, pattern, tls, certificate, host, port, send, kind"
)


def read(text: str, name: str = "slimgo.toml") -> SettingsFile:
    return settings_file(Path("/p") / name, tomllib.loads(text))


def refusal(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read(text)
    return caught.value


def test_it_holds_a_project_programs_and_variants() -> None:
    said = read(
        """
        engine = "docker"
        pack = "upx"
        [program.api]
        package = "./cmd/api"
        port = 8080
        read-only = true
        labels = { a = "b" }
        [[program.api.probe]]
        kind = "http"
        path = "/healthz"
        [program.worker]
        [variant.small]
        tags = "a,b"
        """
    )
    assert said.project == {"engine": "docker", "pack": "upx"}
    assert list(said.programs) == ["api", "worker"]
    assert said.programs["worker"] == {}
    assert said.programs["api"] == {
        "package": "./cmd/api",
        "port": 8080,
        "read_only": True,
        "label": {"a": "b"},
        "probe": [Http(path="/healthz")],
    }
    assert said.variants == {"small": Variant(tags="a,b")}
    assert said.folder == Path("/p")


@pytest.mark.parametrize(
    ("text", "what", "cure"),
    [
        ('engin = "docker"', "unknown setting engin", "write engine"),
        ("[program.api]\nprot = 8", "unknown setting program.api.prot", "write port"),
        ("[program.api]\nread_only = true", "unknown setting program.api.read_only",
         "write read-only"),
        ("port = 80", "unknown setting port", "write port in a program: [program.NAME]"),
        ('[program.api]\nengine = "docker"', "unknown setting program.api.engine",
         "write engine above the programs"),
        ('[program.api]\nport = "80"', "program.api.port is text", "write a whole number"),
        ("[program.api]\nport = 80000", "program.api.port must be a whole number <= 65535", ""),
        ("[program.api]\nbest = 1", "program.api.best is a whole number", "write true or false"),
        ("[program.api]\ntags = [1]", "program.api.tags[0] is a whole number", "write text"),
        ('[program.api]\nlabels = "x"', "program.api.labels is text", "write a table"),
        ('engine = "lxc"', "engine cannot be lxc", "choose one of: docker, podman, builtin"),
        ('[[program.a.probe]]\nkind = "htp"', "program.a.probe[0].kind cannot be htp",
         "write http"),
        ('[[program.a.probe]]\npath = "/"', "program.a.probe[0] lacks kind", "add kind = …"),
        ('[[program.a.probe]]\nkind = "tcp"\npth = "/"', "unknown setting program.a.probe[0].pth",
         TCP_NAMES),
        ('[[program.a.probe]]\nkind = "http"\npath = "x"',
         "program.a.probe[0].path must be text matching regex '^/\\\\S*$'", ""),
        ('[[program.a.files]]\nform = "x"', "unknown setting program.a.files[0].form",
         "write from"),
        ('[[program.a.probe]]\nkind = "tcp"\n[[program.a.probe.files]]\nfrom = "a"\nt = "/b"',
         "unknown setting program.a.probe[0].files[0].t", "write to"),
        ("[program]\nx = 1", "program.x is a whole number", "write a table"),
        ("program = 3", "program is no table", "name each: [program.p]"),
        ('[program."a b"]', "a program cannot be called 'a b'", ""),
        ("[variant.x]\ntgs = 1", "unknown setting variant.x.tgs", "write tags"),
        ('[program.a]\ngoamd64 = "v9"', "program.a.goamd64 cannot be v9",
         "choose one of: v1, v2, v3, v4"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_clear_line(text: str, what: str, cure: str) -> None:
    error = refusal(text)
    assert error.what == f"slimgo.toml: {what}"
    assert error.cure == cure


def test_a_file_is_found_in_the_folder_or_above_it(tmp_path: Path) -> None:
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    (tmp_path / "slimgo.toml").write_text('pack = "upx"')
    for here in (tmp_path, below):
        found = nearest_file(here)
        assert found
        assert (found.path, found.project) == (tmp_path / "slimgo.toml", {"pack": "upx"})


def test_pyproject_counts_where_it_has_our_table(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\nslimgo = 1")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.slimgo]\npack = "none"\n[tool.slimgo.program.x]'
    )
    found = nearest_file(inner)
    assert found
    assert found.project == {"pack": "none"}
    assert found.table() == "pyproject.toml [tool.slimgo]"
    assert found.table("x") == "pyproject.toml [tool.slimgo.program.x]"
    assert SettingsFile(path=Path("/slimgo.toml")).table() == "slimgo.toml"
    assert SettingsFile(path=Path("/slimgo.toml")).table("x") == "slimgo.toml [program.x]"


def test_two_files_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "slimgo.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.slimgo]")
    with pytest.raises(BadInput, match="are both there") as caught:
        nearest_file(tmp_path)
    assert caught.value.cure == "keep one of them"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("slimgo.toml", b"x = ", "Invalid value"),
        ("slimgo.toml", b"\xff", "is not UTF-8"),
        ("pyproject.toml", b"slimgo = ", "Invalid value"),
        ("pyproject.toml", b"[tool]\nslimgo = 1", "tool.slimgo is no table"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=words) as caught:
        nearest_file(tmp_path)
    assert name in caught.value.what


def test_a_broken_file_of_others_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"x = ")
    assert nearest_file(tmp_path) is None
