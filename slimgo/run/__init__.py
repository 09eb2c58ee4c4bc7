"""Doing it: processes, tools, engines, files."""
