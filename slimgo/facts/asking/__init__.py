"""A running program asked over its connection, each kind of question in a file of its own."""
