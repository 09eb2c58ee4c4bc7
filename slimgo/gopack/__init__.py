"""A packer that knows what a Go executable is made of: `python -m slimgo.gopack`.

It stands alone and imports nothing of the rest.
"""
