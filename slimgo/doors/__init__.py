"""The doors: what people and their tools call. No logic of their own."""
