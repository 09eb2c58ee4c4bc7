"""A result as text, Markdown or JSON. Each renderer returns a string. Pure."""
