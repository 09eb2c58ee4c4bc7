"""Which function judges which claim, and what is said where its evidence is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from article.claims.claim import Claim, Finding, Judged
from article.claims.evidence import Evidence
from article.claims.judges import building, image, inside, packing, tools
from article.claims.judges.access import NotHere

JUDGES: Mapping[str, Callable[[Claim, Evidence], Finding]] = {
    "answers": building.answers,
    "cross": building.cross,
    "darwin": building.darwin,
    "netgo": building.netgo,
    "netgo elsewhere": building.netgo_elsewhere,
    "extldflags": building.extldflags,
    "static size": building.static_size,
    "strips": building.strips,
    "small size": building.small_size,
    "stripping": building.stripping,
    "best level": packing.best_level,
    "upx ratio": packing.upx_ratio,
    "ls": packing.ls,
    "whole way": building.whole_way,
    "scratch": image.scratch,
    "dependencies": building.dependencies,
    "expose": image.expose,
    "quotes": image.quotes,
    "stray": image.stray,
    "image size": image.image_size,
    "megabytes": packing.megabytes,
    "effect": tools.effect,
    "nm": tools.nm,
    "lookup": tools.lookup,
    "gdb": tools.gdb,
    "pprof": tools.pprof,
    "native": tools.native,
    "listen": inside.listen,
    "sigterm": inside.sigterm,
    "upx start": packing.upx_start,
    "lzma start": packing.lzma_start,
    "upx memory": packing.upx_memory,
    "pull": packing.pull,
    "build info": packing.build_info,
    "upx hides": building.upx_hides,
    "external": building.external,
    "certificates": inside.certificates,
    "zones": inside.zones,
    "user": inside.user,
    "temporary": inside.temporary,
    "podman size": image.podman_size,
}


def judge(claim: Claim, evidence: Evidence) -> Judged:
    """The claim by its evidence. What is missing is named with how to get it."""
    try:
        finding = JUDGES[claim.id](claim, evidence)
    except NotHere as error:
        missing = error.missing
        finding = Finding(judgement="cannot be checked here", seen=missing.what, why=missing.cure)
    return Judged(claim=claim, finding=finding)
