"""ADD, as far as it is needed: one tar of the context, unpacked at the image's root."""

from __future__ import annotations

import posixpath

from e2b_dockerfile_utils import DockerfileInstruction

from slimgo.oci.dockerfile.copy import inside
from slimgo.oci.dockerfile.stage import Stage, refuse
from slimgo.values.image import Added

_CURE = "write COPY for a plain file, or let a real engine do it: invoke image --engine docker"


def read_add(instruction: DockerfileInstruction, stage: Stage) -> None:
    """Adds a layer of what the tar holds: its names, modes and owners are the tar's own, as every
    engine unpacks it. Raises BadInput for any other ADD."""
    words = [stage.expand(instruction, word) for word in instruction.args]
    local_tar = len(words) == 2 and words[0].endswith(".tar") and "://" not in words[0]  # noqa: PLR2004  source and target
    if instruction.flags or instruction.heredocs or not local_tar:
        raise refuse(instruction, "ADD unpacks archives and fetches URLs", _CURE)
    source, target = words
    if posixpath.normpath(stage.absolute(target)) != "/":
        raise refuse(instruction, f"ADD of a tar to {target}", f'write ADD [ "{source}", "/" ]')
    stage.added.append(Added(source=inside(instruction, source), layer=stage.layers))
    stage.made_layer = True
