"""The smallest container image of a Go program that provably works."""

__version__ = "0.1.0"
