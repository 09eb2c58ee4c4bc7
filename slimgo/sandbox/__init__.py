"""A program started isolated, without an engine: levels, networks, ports, files. Knows no image."""
