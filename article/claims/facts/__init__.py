"""What tools say of the article's programs."""
