"""An exported image: its tar, its documents and its layers, read without trust."""
