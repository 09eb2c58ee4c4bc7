"""A price list held against what was said before, and against what makes figures doubtful. Pure."""
