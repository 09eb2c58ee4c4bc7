"""`python -m slimgo.oci.zstd_size LEVEL`: how many bytes standard input becomes as zstd.

A process of its own, so that the 80 MB which level 19 works in are never the measuring process's.
"""

from __future__ import annotations

import sys

import zstandard

if __name__ == "__main__":
    content = sys.stdin.buffer.read()
    size = len(zstandard.ZstdCompressor(level=int(sys.argv[1])).compress(content))
    sys.stdout.write(f"{size}\n")
