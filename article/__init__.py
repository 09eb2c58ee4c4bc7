"""The article as a program of slimgo: its service, its steps, its claims. A client of the doors."""
