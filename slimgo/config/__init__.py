"""What was asked for, as values: one table of options feeds every door."""
