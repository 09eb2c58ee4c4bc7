"""What the article says, and what became of it: `invoke article`."""
