"""What the filter of amd64 text is made of."""
