"""The door of the matrix: `python -m slimgo.verify CELL`, `--summary`, `--list`."""
