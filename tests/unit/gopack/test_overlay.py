"""What stands behind a program's ELF, and behind a packed file's."""

from __future__ import annotations

import io
import zipfile

import pytest

from slimgo.gopack import overlay
from slimgo.gopack.encode import Effort
from slimgo.gopack.errors import Damaged, Refused
from slimgo.gopack.pack import pack, read
from slimgo.gopack.unpack import unpack

BEHIND = b"what stands behind"


def zipped(before: bytes = b"") -> bytes:
    """A zip archive, which counts from where `before` begins."""
    file = io.BytesIO(before)
    file.seek(len(before))
    with zipfile.ZipFile(file, "w" if not before else "a") as archive:
        archive.writestr("name", "content")
    return file.getvalue()[len(before) :]


def packed(original: bytes, choice: str = "") -> bytes:
    return pack(read(original, choice), Effort.DEFAULT).data


def test_it_stands_behind_the_packed_file_and_comes_back(elf) -> None:
    original = elf(behind=BEHIND)
    made = packed(original)
    assert made.endswith(BEHIND)
    assert unpack(made) == original
    assert overlay.appended(made) == b""


def test_zeros_are_none(elf) -> None:
    original = elf(behind=bytes(1000))
    assert not overlay.read(original, overlay.REFUSE)
    assert len(packed(original)) < len(packed(elf(behind=b""))) + 100
    assert unpack(packed(original)) == original


def test_a_zip_is_called_one() -> None:
    assert overlay.kind(zipped(), 1000) == "a zip archive"
    assert "no kind that gopack knows" in overlay.kind(BEHIND, 1000)
    assert "no kind that gopack knows" in overlay.kind(BEHIND + b"PK\5\6", 1000), "cut off"


def test_it_is_refused_if_asked(elf) -> None:
    with pytest.raises(Refused, match="behind the program stand 18 bytes") as caught:
        packed(elf(behind=BEHIND), overlay.REFUSE)
    assert caught.value.cure.startswith("give --overlay keep")
    assert packed(elf(behind=b""), overlay.REFUSE)


def test_a_zip_that_would_not_be_found_is_kept_only_if_asked(elf) -> None:
    program = elf(behind=b"")
    original = program + zipped(program)
    with pytest.raises(Refused, match="whose places count from the file's start"):
        packed(original)
    assert unpack(packed(original, overlay.KEEP)) == original
    assert unpack(packed(program + zipped())) == program + zipped()


def test_what_is_appended_after_packing_is_passed_over_and_told_apart(elf) -> None:
    original = elf(behind=BEHIND)
    later = packed(original) + b"a signature"
    assert unpack(later) == original
    assert overlay.appended(later) == b"a signature"


@pytest.mark.parametrize("left", [0, 1, len(BEHIND) - 1])
def test_a_cut_is_noticed_in_plain_words(elf, left: int) -> None:
    made = packed(elf(behind=BEHIND))
    with pytest.raises(Damaged, match="the file is cut off") as caught:
        unpack(made[: len(made) - len(BEHIND) + left])
    assert f"of the 18 bytes that stood behind the program when it was packed, {left}" in str(
        caught.value
    )


def test_every_other_byte_of_it_is_noticed(elf) -> None:
    made = bytearray(packed(elf(behind=BEHIND)))
    made[-1] ^= 1
    with pytest.raises(Damaged, match="does not unpack to the program"):
        unpack(bytes(made))


def test_a_longer_section_table_by_a_tool_is_passed_over(elf) -> None:
    made = bytearray(packed(elf(behind=BEHIND)))
    end = len(made) - len(BEHIND)
    count = int.from_bytes(made[60:62], "little")
    made[60:62] = (count + 1).to_bytes(2, "little")
    made[end:end] = bytes(64)
    assert unpack(bytes(made)) == elf(behind=BEHIND)
    assert overlay.appended(bytes(made)) == b""


def test_every_cut_is_noticed(elf) -> None:
    made = packed(elf(behind=BEHIND))
    for size in range(len(made)):
        with pytest.raises((Damaged, Refused), match=r"damaged|cut off|not packed"):
            unpack(made[:size])
