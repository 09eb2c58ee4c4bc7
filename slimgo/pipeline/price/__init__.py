"""The price list: variants made, measured round by round, and saved after each measurement."""
