"""A price list as text, Markdown, JSON, JUnit and a page; one file each. Pure."""
