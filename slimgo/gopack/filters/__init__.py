"""The filters: each a pair of pure functions, split and join."""
