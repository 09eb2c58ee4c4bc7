"""What builds, loads and runs images: one module each."""
