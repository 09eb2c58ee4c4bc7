"""How each packer is found. Another one is an entry here, and one in plan/packers.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from slimgo.config.settings import Settings
from slimgo.errors import ToolMissing
from slimgo.facts.binary import digest
from slimgo.run.packer import gopack, upx
from slimgo.run.process import Surroundings
from slimgo.run.toolchain import tool
from slimgo.values.event import Doing, Note, Tell
from slimgo.values.tool import Tool

Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PackerTool:
    """find, look: raise ToolMissing."""

    find: Callable[[Settings, Surroundings, Tell], Tool]
    """Fetches it where it is not here and can be fetched."""
    look: Callable[[Settings, Surroundings], Tool]
    """Finds it only where it is."""
    sources: Callable[[], Files] = tuple
    """Names and digests of the files that decide what it makes, where they are ours."""
    part_of_slimgo: bool = False


def find_upx(settings: Settings, surroundings: Surroundings, tell: Tell) -> Tool:
    """One that is there and new enough, else fetched into the private cache."""
    try:
        return _upx_here(settings, surroundings)
    except ToolMissing:
        if settings.upx:
            raise
        tell(Doing(text="fetching UPX"))
        fetched = upx.fetch(settings.cache, surroundings, lambda text: tell(Note(text=text)))
        return _as_tool(fetched)


def _upx_here(settings: Settings, surroundings: Surroundings) -> Tool:
    search = surroundings.environment.get("PATH", "")
    return _as_tool(upx.find(settings.upx or None, search, settings.cache, surroundings))


def _as_tool(found: upx.UpxFound) -> Tool:
    named = tool("upx", found.version, found.path, origin=found.origin)
    # small enough to be known by its content; the compiler is by size and time
    return replace(named, identity=f"upx {found.version} {digest(found.path)}")


TOOLS: dict[str, PackerTool] = {
    "upx": PackerTool(find=find_upx, look=_upx_here),
    "gopack": PackerTool(
        find=lambda *_: gopack.find(),
        look=lambda *_: gopack.find(),
        sources=gopack.sources,
        part_of_slimgo=True,
    ),
}
