"""`python -m slimgo.gopack`: the same as `gopack`."""

from __future__ import annotations

from slimgo.gopack.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
