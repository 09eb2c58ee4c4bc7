"""What a step does: one file per kind, and their table."""
