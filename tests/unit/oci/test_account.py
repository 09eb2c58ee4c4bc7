"""Who a container runs as, by docker's rules."""

from __future__ import annotations

import pytest

from slimgo.errors import BadInput
from slimgo.oci.account import account
from slimgo.values.account import Account

USERS = "root:x:0:0:root:/root:/bin/sh\nweb:x:7:8:Web:/srv:/bin/false\nodd:x:nine:8::/:\n"
GROUPS = "web:x:8:\ntools:x:9:root,web\nempty:x:10:\n"


@pytest.mark.parametrize(
    ("user", "found"),
    [
        ("", Account(uid=0, gid=0, home="/")),
        ("65532", Account(uid=65532, gid=0, home="/")),
        ("65532:65533", Account(uid=65532, gid=65533, home="/")),
    ],
)
def test_without_a_passwd_a_number_is_taken_as_it_is(user: str, found: Account) -> None:
    assert account(user) == found


@pytest.mark.parametrize(
    ("user", "found"),
    [
        ("", Account(uid=0, gid=0, groups=(9,), home="/root")),
        ("web", Account(uid=7, gid=8, groups=(9,), home="/srv")),
        ("7", Account(uid=7, gid=8, groups=(9,), home="/srv")),
        ("web:empty", Account(uid=7, gid=10, home="/srv")),
        ("web:12", Account(uid=7, gid=12, home="/srv")),
        ("11", Account(uid=11, gid=0, home="/")),
    ],
)
def test_the_images_passwd_and_group_are_looked_up(user: str, found: Account) -> None:
    assert account(user, passwd=USERS, group=GROUPS) == found


@pytest.mark.parametrize(("user", "word"), [("odd", "odd"), ("web:nobody", "nobody")])
def test_a_name_that_nobody_knows_is_told(user: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        account(user, passwd=USERS, group=GROUPS)
