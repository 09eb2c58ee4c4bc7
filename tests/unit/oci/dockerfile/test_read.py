"""The Dockerfile reader: what it takes, what it fills in, and what it refuses by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from slimgo.errors import BadInput
from slimgo.oci.dockerfile.read import image_plan
from slimgo.values.image import Copy, Directory, HealthCheck, ImagePlan

COPY = "COPY app.bin /app.bin\n"


def plan(body: str, **build_args: str) -> ImagePlan:
    return image_plan(f"FROM scratch\n{body}", build_args)


def refusal(text: str, **build_args: str) -> str:
    with pytest.raises(BadInput) as caught:
        image_plan(text, build_args)
    return str(caught.value)


def targets(body: str) -> list[tuple[str, str]]:
    return [(copy.source, copy.target) for copy in plan(body).copies]


def test_the_projects_own_dockerfile_makes_the_articles_image() -> None:
    text = Path(__file__).parents[4].joinpath("Dockerfile").read_text()
    read = image_plan(text, {"BIN": "build/other.bin"})
    assert read.copies == (Copy(source="build/other.bin", target="/app.bin"),)
    assert read.config.entrypoint == ("./app.bin",)
    assert read.config.exposed_ports == ("3000/tcp",)
    assert image_plan(text, {}).copies[0].source == "build/app.static.small.upx.bin"


def test_copy_takes_the_plain_and_the_json_form() -> None:
    assert targets("COPY a.bin b.bin") == targets('COPY [ "a.bin", "b.bin" ]')
    assert targets('COPY ["a b", "c d"]') == [("a b", "/c d")]


def test_several_sources_go_into_a_folder() -> None:
    assert targets("COPY x/a y/b bin/") == [("x/a", "/bin/a"), ("y/b", "/bin/b")]
    assert plan("COPY x/a bin/").directories == (Directory(path="/bin"),)


def test_a_target_that_is_a_folder_by_now_takes_the_file_in() -> None:
    assert targets("WORKDIR /srv\nCOPY a .\nCOPY b /srv\nCOPY c /") == [
        ("a", "/srv/a"),
        ("b", "/srv/b"),
        ("c", "/c"),
    ]


def test_relative_targets_start_from_workdir_and_none_leads_above_the_root() -> None:
    body = "WORKDIR /a\nWORKDIR b\nCOPY x y\nCOPY x ../../../../z\n"
    assert targets(body) == [("x", "/a/b/y"), ("x", "/z")]
    assert plan(body).config.working_dir == "/a/b"


def test_each_copy_and_each_new_working_folder_is_a_layer() -> None:
    read = plan("WORKDIR /w\nCOPY a a\nENV x=y\nCOPY b b\n")
    assert [folder.layer for folder in read.directories] == [0]
    assert [copy.layer for copy in read.copies] == [1, 2]
    assert [line.layer for line in read.history] == [0, 1, None, 2]
    assert read.history[1].text == "COPY a a"


def test_chmod_chown_and_link_are_understood() -> None:
    copy = plan("COPY --link --chmod=4755 --chown=7:8 a x/b").copies[0]
    assert (copy.mode, copy.uid, copy.gid) == (0o4755, 7, 8)
    assert plan("COPY --chown=7 a b").copies[0].gid == 7
    assert plan("ARG O=9\nCOPY --chown=$O a b").copies[0].uid == 9


def owners(body: str) -> dict[str, tuple[int, int]]:
    return {folder.path: (folder.uid, folder.gid) for folder in plan(body).directories}


def test_a_linked_copy_takes_over_the_folders_above_its_file() -> None:
    body = "WORKDIR /a/b\nCOPY --chown=7 x /c/\nCOPY {}--chown=5:6 y /a/b/z/\n"
    before = {"/a": (0, 0), "/a/b": (0, 0), "/c": (7, 7), "/a/b/z": (5, 6)}
    assert owners(body.format("")) == before
    assert owners(body.format("--link=false ")) == before
    assert owners(body.format("--link --chmod=0755 ")) == before, "BuildKit links no set mode"
    after = {"/a": (5, 6), "/a/b": (5, 6), "/c": (7, 7), "/a/b/z": (5, 6)}
    assert owners(body.format("--link ")) == after
    assert [folder.layer for folder in plan(body.format("--link ")).directories] == [0, 0, 1, 2]


def test_a_target_that_ends_with_a_dot_is_a_folder() -> None:
    assert targets("COPY a /x/.") == [("a", "/x/a")]
    assert targets("COPY a x.") == [("a", "/x.")]


@pytest.mark.parametrize("mode", ["755", "0555", "4711", "0777"])
def test_a_mode_that_lets_everyone_enter_may_come_with_a_new_folder(mode: str) -> None:
    assert plan(f"COPY --chmod={mode} a x/").copies[0].mode == int(mode, 8)


def test_the_user_owns_the_working_folder_it_had_made() -> None:
    read = plan(f"USER 65532:65533\nWORKDIR /w\n{COPY}")
    assert read.directories == (Directory(path="/w", uid=65532, gid=65533),)
    assert read.config.user == "65532:65533"


def test_the_rest_of_the_config_is_read() -> None:
    config = plan(
        COPY + "ENV a=1 b='two words'\nENV old style\nLABEL z=1 y=2\nEXPOSE 80 53/udp 80/tcp\n"
        'STOPSIGNAL SIGINT\nENTRYPOINT ["/app.bin"]\nCMD ["--x", "$a"]\n'
    ).config
    assert config.env[1:] == ("a=1", "b=two words", "old=style")
    assert config.env[0].startswith("PATH=/usr/local/sbin:")
    assert config.labels == (("y", "2"), ("z", "1"))
    assert config.exposed_ports == ("53/udp", "80/tcp")
    assert config.stop_signal == "SIGINT"
    assert config.entrypoint == ("/app.bin",)
    assert config.cmd == ("--x", "$a"), "no shell fills in an exec form"


def test_a_protocol_is_read_in_either_case_and_may_be_left_empty() -> None:
    assert plan(COPY + "EXPOSE 53/UDP 80/ 81/Sctp").config.exposed_ports == (
        "53/udp",
        "80/tcp",
        "81/sctp",
    )


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ("ARG x=1\nCOPY f$x g", "f1"),
        ("ARG x\nCOPY f${x}.bin g", "f.bin"),
        ("ARG x\nCOPY f${x:-2} g", "f2"),
        ("ARG x=1\nENV x=3\nCOPY f$x g", "f3"),
        ("ENV x=3\nARG x=1\nCOPY f$x g", "f1"),
        ("ENV x=3\nARG x\nCOPY f$x g", "f3"),
        ("ARG x=1\nENV x=3\nARG x=2\nENV x=4\nCOPY f$x g", "f4"),
        ("ARG x=1\nARG y=${x}2\nCOPY f$y g", "f12"),
        ("ARG x=abc.bin\nCOPY f${x%.bin} g", "fabc"),
        ("ENV x=1\nENV x=2 y=$x\nCOPY f$y g", "f1"),
    ],
)
def test_variables_are_filled_in_as_buildkit_does(body: str, source: str) -> None:
    assert plan(body).copies[0].source == source


def test_an_arg_before_from_is_seen_only_where_it_is_named_again() -> None:
    assert image_plan("ARG x=1\nFROM scratch\nCOPY f$x g", {}).copies[0].source == "f"
    named_again = "ARG x=1\nARG b=scratch\nFROM $b AS final\nARG x\nCOPY f$x g"
    assert image_plan(named_again, {}).copies[0].source == "f1"
    assert image_plan(named_again, {"x": "2"}).copies[0].source == "f2"


def test_a_build_arg_wins_over_the_default() -> None:
    assert plan("ARG x=1\nCOPY f$x g", x="9").copies[0].source == "f9"


def test_the_articles_broken_line_is_shown_mended() -> None:
    text = "FROM scratch\n\nCOPY [ 'app.static.small.upx.bin', 'app.bin' ]\n"
    assert refusal(text) == (
        "Dockerfile line 3: COPY [ 'app.static.small.upx.bin', 'app.bin' ] is not JSON:"
        " JSON wants double quotes around every word\n"
        '  → write COPY [ "app.static.small.upx.bin", "app.bin" ]'
    )


def test_json_that_no_quotes_can_mend_is_refused_too() -> None:
    assert 'write ENTRYPOINT [ "one", "two" ]' in refusal("FROM scratch\nENTRYPOINT [ ./a ]")
    assert 'write CMD [ "one", "two" ]' in refusal("FROM scratch\nCMD ['a', 1]")
    assert "Only strings" in refusal("FROM scratch\nCMD [1]")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("RUN make", "--engine docker"),
        ("FROM alpine", "second FROM"),
        ("ADD a b", "write COPY"),
        ("HEALTHCHECK CMD true", 'HEALTHCHECK CMD [ "true" ]'),
        ("HEALTHCHECK true", "neither CMD nor NONE"),
        ("HEALTHCHECK NONE x", "neither CMD nor NONE"),
        ('HEALTHCHECK --interval=3 CMD ["a"]', "--interval=3 is no time"),
        ('HEALTHCHECK --interval=10us CMD ["a"]', "--interval=10us is no time"),
        ('HEALTHCHECK --often=3s CMD ["a"]', "--often=3s is no time"),
        ('HEALTHCHECK --retries=x CMD ["a"]', "--retries=x is no time and no number"),
        ("MAINTAINER me", "LABEL"),
        ("ONBUILD COPY a b", "ONBUILD"),
        ('SHELL ["sh"]', "SHELL"),
        ("VOLUME data", "VOLUME"),
        ("VOLUME /", "VOLUME"),
        ("VOLUME /a/../b", "VOLUME"),
        ("COPY --from=x a b", "COPY --from"),
        ("COPY --parents a b", "COPY --parents"),
        ("COPY --chown=me a b", "write numbers"),
        ("COPY --chmod=u+x a b", "octal"),
        ("COPY --chmod=77777 a b", "octal"),
        ("COPY *.bin x/", "pattern"),
        ("COPY a b c", "slash"),
        ("COPY a b c.", "slash"),
        ("WORKDIR /w\nCOPY --link a /w", "end the target with a slash: /w/"),
        ("COPY --chmod=0644 a /w/x/", "make the folder before: WORKDIR /w/x"),
        ("COPY --chmod=0750 a /w/b", "not everyone may enter"),
        ("COPY a", "source and a target"),
        ("COPY ../a b", "outside the context"),
        ("COPY x/../../a b", "outside the context"),
        ("COPY / b", "a folder"),
        ("COPY . b", "a folder"),
        ("COPY $nothing b", "expands to an empty string"),
        ("COPY 'a b' c", "space"),
        ('COPY ["a", "b\\u0000"]', "no name can hold"),
        ('COPY ["a", "b\\u0007"]', "no good name"),
        ('CMD ["\\ud800"]', "no name can hold"),
        ("COPY <<E /x\nhi\nE", "heredoc"),
        ("COPY ${x:?gone} b", "gone"),
        ("COPY ${x b", "missing '}'"),
        ("ENTRYPOINT ./app.bin -v", '→ ENTRYPOINT [ "./app.bin", "-v" ]'),
        ("CMD true", "no shell"),
        ("EXPOSE 0", "no port"),
        ("EXPOSE ${x", "missing '}'"),
        ("EXPOSE 65536", "no port"),
        ("EXPOSE 1-9", "no port"),
        ("USER nobody", "/etc/passwd"),
        ("USER 99999999999", "no number"),
        ("STOPSIGNAL SIGNONE", "no signal"),
        ("STOPSIGNAL 65", "no signal"),
        ("ARG TARGETARCH", "BuildKit only"),
        ("ENV --x a=b", "no flag"),
        ("ENV =b", "empty name"),
        ("WORKDIR $nothing", "WORKDIR is empty"),
        ("LABEL lonely", "two arguments"),
        ("CMD", "says nothing"),
        ("FORM scratch", "unknown instruction"),
        ("CMD [" + "[" * 100_000, "nested too deep"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_line(line: str, words: str) -> None:
    said = refusal(f"FROM scratch\n{line}\n{COPY}")
    assert words in said
    assert said.count("\n") <= 1
    if "nested" not in words:
        assert f"Dockerfile line {2 + line.startswith('WORKDIR /w')}" in said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("COPY a b\nCOPY c b/d", "/b is already a file in the image"),
        ("COPY a b/c\nCOPY d e/../b/c", "copied twice"),
        ("COPY a /x/b/\nCOPY b /x/", "/x/b is already a folder in the image"),
    ],
)
def test_copies_that_contradict_each_other_are_refused(body: str, words: str) -> None:
    assert words in refusal(f"FROM scratch\n{body}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no FROM"),
        ("# nothing\n", "no FROM"),
        ("FROM alpine:3\nCOPY a b", "alpine:3: the base is not scratch"),
        ("FROM $b\nCOPY a b", "the base is not scratch"),
        ("FROM --platform=linux/arm64 scratch\nCOPY a b", "--platform"),
        ("FROM scratch of all\nCOPY a b", "words too many"),
        ("COPY a b\nFROM scratch", "stands before FROM"),
        ("FROM scratch\nEXPOSE 1", "nothing is copied"),
        ("# escape=x\nFROM scratch", "invalid escape token"),
    ],
)
def test_a_dockerfile_that_is_no_scratch_image_is_refused(text: str, words: str) -> None:
    assert words in refusal(text)


def test_a_build_arg_that_nothing_declares_is_refused_by_name() -> None:
    said = refusal("FROM scratch\nARG BIN=a\nCOPY $BIN b", BINARY="x")
    assert "--build-arg BINARY" in said
    assert "choose one of its ARGs: BIN" in said


def test_continued_lines_and_comments_are_read_as_docker_does() -> None:
    assert targets("COPY \\\n  # why\n  a \\\n  b\n") == [("a", "/b")]


def test_a_health_check_is_read_as_docker_keeps_it() -> None:
    line = 'HEALTHCHECK --interval=1m30s --timeout=.5s --retries=2 CMD ["/a", "x"]'
    assert plan(f"COPY a b\n{line}").config.health_check == HealthCheck(
        test=("CMD", "/a", "x"), interval_ns=90 * 10**9, timeout_ns=5 * 10**8, retries=2
    )
    assert plan("COPY a b\nHEALTHCHECK NONE").config.health_check == HealthCheck(test=("NONE",))


def test_a_user_may_be_a_name_where_a_tar_may_bring_its_passwd() -> None:
    assert plan("ADD a.tar /\nUSER app").config.user == "app"
    assert plan("ADD a.tar /\nUSER app:7").config.user == "app:7"
    assert "is no number" in refusal("FROM scratch\nCOPY a b\nUSER app")
    behind = refusal("FROM scratch\nADD a.tar /\nUSER app\nWORKDIR /w")
    assert "put it before USER" in behind
