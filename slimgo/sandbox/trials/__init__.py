"""Programs started to be measured, from a small process in a network of its own."""
