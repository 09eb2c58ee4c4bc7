"""Removes what was made."""

from __future__ import annotations

import shutil

from slimgo.config.settings import Options
from slimgo.run.store import Store
from slimgo.terminal.screen import Terminal
from slimgo.values.event import Note


def clean(options: Options) -> None:
    """Everything under build/ but the lock, which another run may be waiting for."""
    build = options.settings.build
    store = Store(build=build)
    with Terminal(dry=options.dry) as terminal:
        terminal.say(f"rm -rf {build.name}" if options.dry else f"$ rm -rf {build.name}")
        if options.dry or not build.exists():
            return
        if build.is_symlink():  # as rm does: the link goes, not what it leads to
            build.unlink()
            return
        with store.locked(lambda text: terminal(Note(text=text))):
            for path in [*build.iterdir(), *store.state.iterdir()]:
                if path in (store.state, store.lock):
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()
