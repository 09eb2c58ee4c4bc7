"""How fast slimgo is, in whole commands: `nox -s bench`."""
