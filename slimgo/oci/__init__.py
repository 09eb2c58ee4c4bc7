"""Images as bytes: Dockerfile, tars, layers, documents; a command line: build, inspect, run."""
