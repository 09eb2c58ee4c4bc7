"""`python -m slimgo.oci` is a door: this room hands the process over, and does not know it."""

from __future__ import annotations

import runpy

runpy.run_module("slimgo.doors.oci", run_name="__main__")
