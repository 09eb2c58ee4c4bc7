"""gopack beside UPX, in ratios: what `python -m bench.packers` measures."""
