"""`slimgo init`: a first settings file, from what the module's source shows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from slimgo.config.file import OWN, nearest_file
from slimgo.config.order import Order
from slimgo.config.program import tags_of
from slimgo.config.read import private_cache
from slimgo.errors import BadInput
from slimgo.facts.seen_source import seen_source
from slimgo.pipeline.find import go_of, surroundings_in
from slimgo.pipeline.mains import find_mains
from slimgo.report.first_settings import first_settings
from slimgo.run.toolchain import go_on_path
from slimgo.values.main import Main


def first_file(order: Order, ambient: Mapping[str, str]) -> tuple[Path, str]:
    """Where it goes, and its text; nothing is written. Raises BadInput where there is one already,
    or nothing to write of."""
    here = order.here
    there = nearest_file(here)
    if there and there.folder == here:
        raise BadInput(f"{there.table()} is there already", cure="slimgo config")
    chosen = order.of().chosen
    cache = private_cache(chosen)
    go = chosen.text("go") or go_on_path(ambient.get("PATH", ""))
    where = go_of(go, surroundings_in(here, ambient, cache, workspace=True), cache)
    tags = tags_of(chosen)
    mains = find_mains(order.words or ("./...",), here, where, tags=tags)
    programs = {
        main.name: (_package(main, here), seen_source(main, where, tags=tags)) for main in mains
    }
    return here / OWN, first_settings(programs)


def written_anew(path: Path, text: str) -> None:
    """Never over a file that is there. Raises BadInput."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput(f"{path.name} is there already", cure="slimgo config") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be written", why=error.strerror or "") from None


def _package(main: Main, here: Path) -> str:
    folder = os.path.relpath(main.project / main.folder / main.package, here)
    return folder if folder.startswith(".") else f"./{folder}"
