"""The engine of our own: no daemon, no root, no system package."""
