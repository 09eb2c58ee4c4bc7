"""Attacks each level of the built-in engine from inside, and writes down what could be done."""
