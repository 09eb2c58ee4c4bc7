from __future__ import annotations

import json

from slimgo.run.engine.docker import counted_size


def test_a_graph_driver_counts_the_files() -> None:
    status = json.dumps([["Backing Filesystem", "extfs"], ["userxattr", "false"]])
    assert counted_size(status).exact


def test_a_driver_without_a_status_counts_the_files() -> None:
    assert counted_size("null").exact


def test_the_containerd_store_counts_compressed_layers() -> None:
    status = json.dumps([["driver-type", "io.containerd.snapshotter.v1"]])
    counted = counted_size(status)
    assert not counted.exact
    assert counted.meaning.startswith("the compressed layers")
