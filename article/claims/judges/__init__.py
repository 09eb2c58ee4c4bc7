"""The article's claims: evidence → holds, no longer, wrong, cannot be checked here. Pure."""
