"""The addresses that docker's default bridge gives: a container's and its machine's.

Imported by the fork server, so it imports nothing.
"""

from __future__ import annotations

ADDRESS, GATEWAY, PREFIX_BITS = "172.17.0.2", "172.17.0.1", 16
