"""The composer, the only room that knows all the others: find → plan → run → facts → checks."""
