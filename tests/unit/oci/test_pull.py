"""What a registry transfers of an exported image's layers."""

from __future__ import annotations

import gzip
from pathlib import Path

import deflate

from slimgo.oci.pull import pull_bytes_of_layers
from tests.unit.oci.exported import LAYER, oci, tar_of


def test_a_compressed_layer_counts_as_it_is_and_another_as_gzip_makes_it(tmp_path: Path) -> None:
    more = tar_of({"more": b"x" * 90_000})
    packed = gzip.compress(LAYER, 1)
    (tmp_path / "image.tar").write_bytes(tar_of(oci(packed, more, diff_of=(LAYER, more))))
    assert pull_bytes_of_layers(tmp_path / "image.tar") == (
        len(packed),
        len(deflate.gzip_compress(more, 6)),
    )
