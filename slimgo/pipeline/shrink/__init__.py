"""`slimgo shrink`: an image that exists becomes a smaller one that answers as it does."""
