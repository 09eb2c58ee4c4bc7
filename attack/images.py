"""Small images of one program that tells what it sees: each has a trait of its own.

The program is tests/programs/sights. Docker, podman and the built-in engine start the same tars.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from slimgo.oci.dockerfile.read import image_plan
from slimgo.oci.layout import write_layout
from slimgo.values.target import Target

_USERS = "root:x:0:0::/root:/none\nweb:x:7:8::/home/web:/none\n"
_GROUPS = "root:x:0:\nweb:x:8:\ntools:x:9:web\n"


@dataclass(frozen=True, kw_only=True)
class TraitImage:
    """An image that shows one trait of Dockerfiles."""

    name: str
    """The trait."""
    lines: str = ""
    """Of its Dockerfile, between the program's COPY and its ENTRYPOINT."""
    arguments: tuple[str, ...] = ()
    program_flags: str = ""
    """Of the program's own COPY."""

    @property
    def writes(self) -> bool:
        """Whether it changes files by their names, which must not be this machine's."""
        return bool({"-write", "-append", "-remove", "-mkdir", "-chown"} & {*self.arguments})

    @property
    def reachable(self) -> bool:
        """Whether docker's port leads to it: not to what listens on its loopback, or on IPv6."""
        return not {"-on", "-v6only"} & {*self.arguments}

    @property
    def dockerfile(self) -> str:
        words = ", ".join(f'"{word}"' for word in ("/app", *self.arguments))
        flags = f"{self.program_flags} " if self.program_flags else ""
        return f"FROM scratch\nCOPY {flags}app /app\n{self.lines}\nENTRYPOINT [ {words} ]\n"


IMAGES = (
    TraitImage(name="root"),
    TraitImage(name="a user without a group", lines="USER 65532"),
    TraitImage(name="a user with a group", lines="USER 65532:65533"),
    TraitImage(
        name="a user of the image's passwd",
        lines="COPY passwd group /etc/\nUSER 7",
        arguments=("/etc/passwd",),
    ),
    TraitImage(
        name="owners",
        lines="COPY --chown=7:8 data /own/open\nCOPY --chown=7:8 --chmod=0640 data /own/7\n"
        "COPY --chown=9:8 --chmod=0604 data /own/9\nUSER 7:8",
        arguments=("/own", "/own/7", "/own/9"),
    ),
    TraitImage(
        name="modes",
        lines="COPY data /modes/open\nCOPY --chmod=0600 data /modes/0600\n"
        "COPY --chmod=0444 data /modes/0444\n"
        "COPY --chmod=0111 data /modes/0111\nUSER 65532",
        arguments=("/modes/0600", "/modes/0444", "/modes/0111"),
    ),
    TraitImage(
        name="modes as root",
        lines="COPY data /modes/open\nCOPY --chmod=0000 data /modes/0000\n"
        "COPY --chown=7 --chmod=0400 data /modes/0400",
        arguments=("/modes/0000", "/modes/0400"),
    ),
    TraitImage(name="a program of root alone", program_flags="--chmod=0700", lines="USER 65532"),
    TraitImage(name="a working folder", lines="WORKDIR /srv/deep", arguments=("/srv", "/srv/deep")),
    TraitImage(
        name="a working folder of the user",
        lines="USER 1000:1000\nWORKDIR /srv",
        arguments=("-write", "/srv/x", "-mkdir", "/srv/d", "/srv"),
    ),
    TraitImage(name="loopback", arguments=("-on", "127.0.0.1")),
    TraitImage(name="loopback of IPv6", arguments=("-on", "[::1]")),
    TraitImage(name="IPv6 only", arguments=("-v6only",)),
    TraitImage(
        name="files where engines mount their own",
        lines="COPY data /sys/note\nCOPY data /dev/note\nWORKDIR /etc\n"
        "COPY --chmod=0600 data /etc/hosts\nWORKDIR /",
        arguments=("/sys/note", "/dev/note"),
    ),
    TraitImage(name="HOME", lines="ENV HOME=/elsewhere A=b"),
    TraitImage(name="names", arguments=("-localhost",)),
    TraitImage(
        name="writing as a user",
        lines="COPY data /data\nUSER 65532",
        arguments=("-write", "/new", "-append", "/data", "-remove", "/data"),
    ),
    TraitImage(
        name="writing as root",
        lines="COPY data /data\nCOPY data /other",
        arguments=("-write", "/new", "-append", "/data", "-remove", "/other", "-mkdir", "/folder"),
    ),
    TraitImage(name="SIGTERM without a handler", lines="ENV DEAF=1"),
    TraitImage(name="an early end", arguments=("-early", "3")),
    TraitImage(name="a low port", lines="USER 65532:65532", arguments=("-low",)),
    TraitImage(
        name="root's powers",
        lines="COPY data /data",
        arguments=("-chown", "/data", "-setuid", "-low", "/data"),
    ),
)


def make_images(
    program: Path, folder: Path, goarch: str, images: Iterable[TraitImage] = IMAGES
) -> None:
    """Tars in the folder's `build`, as our engine keeps them; `writing` names those that write, and
    `unreachable` those that no port leads to."""
    (folder / "build").mkdir()
    writing, unreachable = [], []
    for image in images:
        tar = make_image(image, program, folder, goarch)
        writing += [tar.stem] if image.writes else []
        unreachable += [] if image.reachable else [tar.stem]
        shutil.move(tar, folder / "build")
    (folder / "writing").write_text(" ".join(writing))
    (folder / "unreachable").write_text(" ".join(unreachable))


def make_image(image: TraitImage, program: Path, folder: Path, goarch: str) -> Path:
    """The image as a tar in the folder, named after its place in IMAGES."""
    tag = f"sights-{IMAGES.index(image)}"
    context = folder / f"{tag}-context"
    context.mkdir()
    for name, content in (
        ("app", program.read_bytes()),
        ("data", b"data"),
        ("passwd", _USERS.encode()),
        ("group", _GROUPS.encode()),
    ):
        (context / name).write_bytes(content)
    (context / "app").chmod(0o755)
    write_layout(
        image_plan(image.dockerfile, {}),
        context=context,
        tag=tag,
        target=Target(goos="linux", goarch=goarch),
        out=folder / f"{tag}.tar",
    )
    return folder / f"{tag}.tar"
