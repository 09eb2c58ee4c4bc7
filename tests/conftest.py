"""What every test can rely on."""

from __future__ import annotations

import signal

# Whoever runs the tests in the background may have had signals ignored (nohup, a shell's `&`), and
# the programs they start would inherit that: a test that sends one wants it heard.
_USUAL = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}
for _number, _handler in _USUAL.items():
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _handler)
