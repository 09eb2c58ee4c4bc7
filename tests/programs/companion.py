"""Listens at 127.0.0.1, at the port that its argument names, and greets whoever connects.

A second argument makes it fail: `late` never listens, `dead` ends at once.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

port, fault = int(sys.argv[1]), (*sys.argv[2:], "")[0]
if fault == "dead":
    sys.exit("companion: the cupboard is bare")
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
sys.stdout.write(f"{os.getpid()} {child.pid}\n")
sys.stdout.flush()
if fault == "late":
    signal.pause()
with socket.create_server(("127.0.0.1", port)) as listener:
    while True:
        with listener.accept()[0] as connection:
            connection.sendall(b"a companion\n")
