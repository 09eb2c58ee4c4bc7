"""Claims about UPX: what it saves, and what that costs."""

from __future__ import annotations

import re

from article.claims.catalogue import LZMA, PACKED, PLAIN, SMALL
from article.claims.claim import Claim, Finding
from article.claims.evidence import Evidence
from article.claims.judges.access import MIB, banded, binary, figured, heard, measured
from slimgo.values.measurement import PRIVATE_MEMORY, START

ARTICLE_BYTES = 1_821_876
"""The article's packed program."""


def best_level(_: Claim, evidence: Evidence) -> Finding:
    record = evidence.efforts
    sizes = {each.flags: each.size_bytes for each in record.efforts}
    nine = sizes["-9"]
    lzma = binary(evidence, LZMA).size_bytes
    packed = binary(evidence, PACKED).size_bytes
    smaller = [flags for flags in sizes if sizes[flags] < nine]
    if not smaller or lzma >= packed:
        return Finding(judgement="holds", seen="nothing packs closer", why="measured")
    seen = ", ".join(f"{flags} −{(1 - sizes[flags] / nine) * 100:.1f} %" for flags in smaller)
    took = ", ".join(f"{each.flags} {each.seconds:.0f} s" for each in record.efforts)
    return Finding(
        judgement="wrong",
        seen=f"against -9: {seen}",
        why=f"levels go up to --best, and lzma is another method; measured once, they took {took}",
        here=f"--lzma −{(1 - lzma / packed) * 100:.1f} % now; "
        f"the record is of a program of {record.unpacked_bytes} B",
    )


def upx_ratio(claim: Claim, evidence: Evidence) -> Finding:
    before, after = binary(evidence, SMALL).size_bytes, binary(evidence, PACKED).size_bytes
    percent = after / before * 100
    return figured(
        claim,
        percent,
        seen=f"{before / 1e6:.1f} → {after / 1e6:.1f} MB, {percent:.0f} %",
        why="today's Go programs are larger, and pack a little less well",
        here=f"{before} → {after}, {percent:.2f} %",
    )


def ls(_: Claim, evidence: Evidence) -> Finding:
    said = heard(evidence, "ls").words
    found = re.search(r"(?<= )[\d.]+M(?= )", said)
    shown = found[0] if found else said[:40]
    nearest = f"{ARTICLE_BYTES / MIB:.1f}M"
    return Finding(
        judgement="holds" if shown == "1.7M" else "wrong",
        seen=f"{shown} by GNU ls of a file of that size; rounded to the nearest {nearest}",
        why="ls counts in 1,048,576 bytes: a Mac's rounds to the nearest, GNU's always up",
    )


def megabytes(claim: Claim, evidence: Evidence) -> Finding:
    packed = binary(evidence, PACKED).size_bytes
    return figured(
        claim,
        packed / 1e6,
        seen=f"{packed / 1e6:.1f} MB, or {packed / MIB:.1f}M",
        why="the article's 1.7M and 1.82MB are one file in two units, binary and decimal",
        here=f"{packed} B",
    )


def upx_start(claim: Claim, evidence: Evidence) -> Finding:
    return _start(claim, evidence, PACKED, "it unpacks itself into memory before each start")


def lzma_start(claim: Claim, evidence: Evidence) -> Finding:
    return _start(claim, evidence, LZMA, "lzma unpacks more slowly: smallest is not cheapest")


def _start(claim: Claim, evidence: Evidence, cell: str, why: str) -> Finding:
    packed = measured(evidence, cell, "packed", START)
    plain = measured(evidence, cell, "unpacked", START)
    here = f"{packed.median * 1000:.0f} ms against {plain.median * 1000:.0f} ms to the first answer"
    return banded(claim, packed.median / plain.median, why=why, here=here)


def upx_memory(claim: Claim, evidence: Evidence) -> Finding:
    packed = measured(evidence, PACKED, "packed", PRIVATE_MEMORY)
    plain = measured(evidence, PACKED, "unpacked", PRIVATE_MEMORY)
    here = f"{packed.median / 1e6:.2f} MB against {plain.median / 1e6:.2f} MB"
    why = "unpacked pages belong to one process; a file's are shared, and can be dropped"
    more = (packed.median - plain.median) / 1e6
    return banded(claim, more, why=why, here=here)


def pull(claim: Claim, evidence: Evidence) -> Finding:
    unpacked, packed = evidence.pull_bytes[SMALL], evidence.pull_bytes[PACKED]
    here = f"gzip -9: {packed / 1e6:.2f} MB packed, {unpacked / 1e6:.2f} MB unpacked"
    why = "what is packed cannot be compressed again: UPX saves disk, not transfer"
    saved = (1 - packed / unpacked) * 100
    return banded(claim, saved, why=why, here=here)


def build_info(_: Claim, evidence: Evidence) -> Finding:
    plain, packed = binary(evidence, PLAIN), binary(evidence, PACKED)
    small = binary(evidence, SMALL)
    if packed.build_info or not (plain.build_info and small.build_info):
        return Finding(judgement="wrong", seen="it reads the same of both", why="see the cells")
    return Finding(
        judgement="holds",
        seen=f"{small.build_info.go_version} and its settings before, also after -s -w; "
        "nothing after UPX",
        why="what it reads is compressed too, and scanners read the same; upx -d brings it back",
    )
