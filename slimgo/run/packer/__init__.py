"""What compresses an executable so that it still runs: one module each."""
