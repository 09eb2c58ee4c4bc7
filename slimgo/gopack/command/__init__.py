"""The `gopack` command: what is typed, which file goes where, what is said."""
