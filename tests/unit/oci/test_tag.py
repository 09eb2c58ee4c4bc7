"""An image's tag: what docker takes and what it does not."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.oci.tag import parse_tag


@pytest.mark.parametrize(
    ("text", "shown", "full", "file_name"),
    [
        ("app", "app:latest", "docker.io/library/app:latest", "app.tar"),
        ("a:latest", "a:latest", "docker.io/library/a:latest", "a.tar"),
        ("a:1.2_x-Y", "a:1.2_x-Y", "docker.io/library/a:1.2_x-Y", "a%3A1.2_x-Y.tar"),
        ("me/a__b--c", "me/a__b--c:latest", "docker.io/me/a__b--c:latest", "me%2Fa__b--c.tar"),
        ("reg.io/x/y:1", "reg.io/x/y:1", "reg.io/x/y:1", "reg.io%2Fx%2Fy%3A1.tar"),
        ("localhost:5/a", "localhost:5/a:latest", "localhost:5/a:latest", "localhost%3A5%2Fa.tar"),
        ("localhost/a", "localhost/a:latest", "localhost/a:latest", "localhost%2Fa.tar"),
        ("[::1]:5/a", "[::1]:5/a:latest", "[::1]:5/a:latest", "[%3A%3A1]%3A5%2Fa.tar"),
        ("docker.io/a", "docker.io/a:latest", "docker.io/library/a:latest", "docker.io%2Fa.tar"),
    ],
)
def test_a_tag_has_a_short_form_a_full_form_and_a_file(
    text: str, shown: str, full: str, file_name: str
) -> None:
    tag = parse_tag(text)
    assert (str(tag), tag.full, tag.file_name) == (shown, full, file_name)


@pytest.mark.parametrize(
    "text",
    [
        "", ":", "a:", ":a", "A", "a B", "a\n", "a\nb:1", "-a", "a-", "a..b", "a___b", "a//b", "/a",
        "../a", "a/../b", ".", "a:b:c", "a@sha256:" + "0" * 64, "a:-x", "a:" + "x" * 129,
        "x" * 256, "0" * 64, "ä", "$(reboot)", "--help", "a;b", "a%2Fb", "a:x/y:z w", "a\0",
    ],
)  # fmt: skip
def test_a_hostile_tag_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_tag(text)
    assert "\n" not in caught.value.what
    assert len(caught.value.what) < 400


def test_a_long_tag_still_has_a_file_name_of_its_own() -> None:
    one, other = (parse_tag("x" * 200 + f":{version}").file_name for version in ("1", "2"))
    assert one != other
    assert len(one) == len(other) == 184
    assert parse_tag("x" * 180).file_name == "x" * 180 + ".tar"
