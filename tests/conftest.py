"""What every test can rely on."""

from __future__ import annotations

import signal

# Whoever runs the tests in the background may have had signals ignored (nohup, a shell's `&`), and
# the programs they start would inherit that: a test that sends one wants it heard.
for _number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)
