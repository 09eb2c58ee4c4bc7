"""Frames made from seeds, by libzstd and liblzma."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator

import zstandard

from slimgo.gopack.zstd_blocks import of_frame
from tests.integration.gopack.contents import content
from tests.integration.gopack.frame import Frame
from tests.integration.gopack.rare import rare_frames


def zstd_frame(seed: int) -> Frame:
    """Any level and strategy; sizes, checksums and flushed blocks or none."""
    rng = random.Random(seed)  # noqa: S311 -- the same frames each time
    plain = content(rng)
    level = rng.choice((rng.randint(-7, 22), rng.randint(1, 12), 22))
    choices: dict[str, int | bool] = {}
    if rng.random() < 0.5:
        choices["min_match"] = rng.randint(3, 7)
    if rng.random() < 0.3:
        choices["strategy"] = rng.randint(1, 9)
    if rng.random() < 0.3:
        choices["window_log"] = rng.randint(10, 21)
    if rng.random() < 0.1:
        choices["enable_ldm"] = True
    if len(plain) > 100_000:  # the slowest are tried on the small
        level = min(level, 12)
        choices.pop("strategy", None)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level,
        source_size=max(len(plain), 1),
        write_content_size=rng.random() < 0.5,
        write_checksum=0,
        **choices,
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters)
    if rng.random() < 0.4:
        packed = compressor.compress(plain)
    else:
        writer = compressor.compressobj(**({"size": len(plain)} if rng.random() < 0.3 else {}))
        cuts = sorted(rng.randint(0, len(plain)) for _ in range(rng.choice((0, 1, 3, 12))))
        parts = [
            writer.compress(plain[at:end]) + writer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            for at, end in zip([0, *cuts], cuts, strict=False)
        ]
        rest = plain[cuts[-1] if cuts else 0 :]
        packed = b"".join(parts) + writer.compress(rest) + writer.flush()
    return Frame(content=plain, packed=of_frame(packed), function="unzstd")


def lzma_frame(seed: int) -> Frame:
    """Any lc, lp and pb; greedy and optimal matching, each match finder."""
    rng = random.Random(seed)  # noqa: S311 -- the same frames each time
    plain = content(rng)
    lc = rng.randint(0, 4)
    lp, pb = rng.randint(0, 4 - lc), rng.randint(0, 4)
    chosen = {
        "id": lzma.FILTER_LZMA1,
        "lc": lc,
        "lp": lp,
        "pb": pb,
        "dict_size": 1 << rng.randint(12, 16) if len(plain) < 1 << 16 else 1 << 20,
        "mode": rng.choice((lzma.MODE_FAST, lzma.MODE_NORMAL)),
        "mf": rng.choice((lzma.MF_HC3, lzma.MF_HC4, lzma.MF_BT2, lzma.MF_BT3, lzma.MF_BT4)),
        "nice_len": rng.choice((8, 64, 273)),
    }
    packed = lzma.compress(plain, lzma.FORMAT_RAW, filters=[chosen])
    arguments = (len(plain), lc, lp, pb)
    return Frame(content=plain, packed=packed, function="unlzma", arguments=arguments)


def frames(kind: str, count: int) -> Iterator[tuple[str, Frame]]:
    """The frames by which a decoder is judged, and what each is called."""
    if kind == "zstd":
        for number, frame in enumerate(rare_frames()):
            yield f"rare frame {number}", frame
    make = {"zstd": zstd_frame, "lzma": lzma_frame}[kind]
    for seed in range(count):
        yield f"{kind} frame of seed {seed}", make(seed)
