"""What the filter of arm64 text is made of."""
