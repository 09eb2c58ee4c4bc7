"""Claims about the image: its Dockerfile, its size, how it is run."""

from __future__ import annotations

from article.claims.claim import Claim, Finding
from article.claims.evidence import Evidence, ImageSeen
from article.claims.judges.access import banded, heard, image

ENGINES = ("builtin", "docker", "podman")


def scratch(_: Claim, evidence: Evidence) -> Finding:
    seen = image(evidence, "builtin")
    if seen.files != ("/app.bin",):
        return Finding(
            judgement="wrong",
            seen=f"files: {', '.join(seen.files)}",
            why="the image should hold the program alone",
        )
    return Finding(
        judgement="holds",
        seen="one file: the program; nothing comes with the base",
        why="scratch is the empty image",
    )


def expose(_: Claim, evidence: Evidence) -> Finding:
    exposed, published = heard(evidence, "exposed"), heard(evidence, "published")
    if published.status:
        return Finding(
            judgement="holds", seen="-p without EXPOSE does not answer", why=published.words
        )
    return Finding(
        judgement="wrong",
        seen=f"EXPOSE without -p publishes {exposed.words or 'nothing'}; -p without EXPOSE answers",
        why="EXPOSE is a note in the image's configuration; -p does it",
        here=published.words,
    )


def quotes(_: Claim, evidence: Evidence) -> Finding:
    docker, ours = heard(evidence, "docker quotes"), heard(evidence, "builtin quotes")
    mended = heard(evidence, "docker mended")
    here = f"docker: {docker.words}; ours: {ours.words}"
    if not docker.status:
        return Finding(judgement="holds", seen="docker builds it", why="it takes them", here=here)
    if mended.status or not ours.status:
        seen = "docker refuses double quotes too" if mended.status else "ours builds it"
        return Finding(
            judgement="wrong", seen=seen, why="both builders should split it alike", here=here
        )
    return Finding(
        judgement="wrong",
        seen="docker's builder and ours refuse it; with double quotes it builds",
        why="what is not JSON is split at spaces, quotes and commas left in the names",
        here=here,
    )


def stray(_: Claim, evidence: Evidence) -> Finding:
    said = heard(evidence, "stray")
    if said.words != ".":
        return Finding(
            judgement="holds",
            seen="no argument arrives",
            why="docker did not pass the dot on",
            here=said.words,
        )
    return Finding(
        judgement="wrong",
        seen="the program is given `.` as an argument, and ignores it",
        why="words behind the image's name are the program's; the dot belongs to docker build",
        here=f"arguments: {said.words}",
    )


def image_size(_: Claim, evidence: Evidence) -> Finding:
    seen = image(evidence, "docker")
    ours = image(evidence, "builtin")
    here = "; ".join(_told(evidence))
    if not seen.exact:
        return Finding(
            judgement="no longer",
            seen="docker's containerd store counts compressed layers",
            why=seen.meaning,
            here=here,
        )
    equal = _equal(seen) and _equal(ours)
    return Finding(
        judgement="holds" if equal else "wrong",
        seen=f"to the byte {'equal' if equal else 'not equal'}, in docker (graph driver) and in "
        "our own engine",
        why="scratch adds nothing, and this Size counts the files' bytes",
        here=here,
    )


def podman_size(claim: Claim, evidence: Evidence) -> Finding:
    seen = image(evidence, "podman")
    if seen.files_bytes != seen.program_bytes:
        return Finding(
            judgement="wrong",
            seen="its files differ",
            why="both engines should make the same files of one Dockerfile",
        )
    more = (seen.size_bytes - seen.program_bytes) / 1e3
    return banded(
        claim,
        more,
        why="podman counts the layer's tar, config and manifest; docker's containerd store "
        "compressed layers: compare the files, not the Sizes",
        here=f"Size {seen.size_bytes}, program {seen.program_bytes}",
    )


def _equal(seen: ImageSeen) -> bool:
    return seen.size_bytes == seen.files_bytes == seen.program_bytes


def _told(evidence: Evidence) -> list[str]:
    found = [(name, evidence.images[name]) for name in ENGINES]
    return [f"{name} {each.size_bytes}" for name, each in found if isinstance(each, ImageSeen)]
