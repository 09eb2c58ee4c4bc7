"""What a user may do with a file, as path_resolution(7) has it."""

from __future__ import annotations

import pytest

from slimgo.plan.permissions import EXECUTE, READ, WRITE, allowed
from slimgo.values.account import Account

USER = Account(uid=7, gid=8, groups=(9,))
ALL = READ | WRITE | EXECUTE


@pytest.mark.parametrize(
    ("uid", "gid", "mode", "bits"),
    [
        (7, 1, 0o700, ALL),
        (7, 8, 0o077, 0),  # the owner's bits alone count for the owner
        (1, 8, 0o750, READ | EXECUTE),
        (1, 9, 0o710, EXECUTE),
        (1, 8, 0o707, 0),
        (1, 1, 0o701, EXECUTE),
        (0, 0, 0o700, 0),
    ],
)
def test_one_class_of_bits_decides(uid: int, gid: int, mode: int, bits: int) -> None:
    assert allowed(USER, mode=mode, uid=uid, gid=gid, folder=False) == bits


@pytest.mark.parametrize(
    ("mode", "folder", "bits"),
    [
        (0o000, False, READ | WRITE),
        (0o001, False, ALL),
        (0o000, True, ALL),
    ],
)
def test_root_is_kept_only_from_executing_what_nobody_may(
    mode: int, folder: object, bits: int
) -> None:
    assert allowed(Account(), mode=mode, uid=5, gid=5, folder=bool(folder)) == bits
