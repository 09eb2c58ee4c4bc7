"""The built-in engine's command line: `python -m slimgo.oci build|inspect|run`."""
