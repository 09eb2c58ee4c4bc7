"""What an engine calls the size of an image, against the bytes that are in it."""

from __future__ import annotations

from slimgo.values.verdict import Verdict, failed, passed, skipped


def check_engine_size(
    size_bytes: int, meaning: str, disk_size_bytes: int, *, exact: bool, links_bytes: int = 0
) -> tuple[Verdict, ...]:
    """exact: whether the engine means the bytes of the files, so that the two must be equal.

    links_bytes: of where the image's symbolic links lead, which docker counts, too.
    """
    check = "the binary's size"
    if not exact:
        return (skipped(check, f"this engine counts {meaning}"),)
    if size_bytes not in {disk_size_bytes, disk_size_bytes + links_bytes}:
        return (
            failed(
                check,
                f"{size_bytes:,} B, the files are {disk_size_bytes:,} B",
                "invoke image",
            ),
        )
    return (passed(check, f"{size_bytes:,} B"),)
