"""What `slimgo price` itself takes, and a price list of the article's service to be committed."""
