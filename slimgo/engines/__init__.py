"""Engines: what builds, keeps and runs images. docker, podman, and our own."""
