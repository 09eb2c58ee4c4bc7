"""The nouns: frozen, keyword-only values. This room imports nothing of the others."""
