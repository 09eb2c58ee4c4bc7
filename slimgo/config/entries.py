"""The tables of a settings file that are more than a value: files of the image, probes, companions.

Their docstrings and descriptions are what the JSON Schema says of them.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, field

Text = Annotated[str, Meta(min_length=1)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Seconds = Annotated[float, Meta(gt=0, le=3600)]


class _Entry(Struct, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A table in which every name is known."""


class File(_Entry):
    """A file or folder of the project, and where it is found."""

    source: Annotated[Text, Meta(description="the file or folder, from the settings file's")] = (
        field(name="from")
    )
    to: Annotated[str, Meta(pattern="^/", description="its absolute path where it is found")]
    mode: Annotated[
        str, Meta(pattern="^[0-7]{3,4}$", description="permission bits; its own by default")
    ] = "0"
    owner: Annotated[
        str, Meta(pattern="^[0-9]+(:[0-9]+)?$", description="UID or UID:GID; 0:0 by default")
    ] = "0:0"


class Start(_Entry):
    """What a program is started with for a probe, beside what its image says."""

    arguments: Annotated[
        list[str] | None, Meta(description="in place of the program's own arguments")
    ] = None
    env: Annotated[
        dict[str, str], Meta(description="environment variables beside the program's own")
    ] = {}
    files: Annotated[list[File], Meta(description="files that only this probe finds")] = []


class _Expected(Start):
    text: Annotated[
        str | None, Meta(description="what it must answer, white space at its ends aside")
    ] = None
    pattern: Annotated[
        str | None, Meta(description="a regular expression that is found in the answer")
    ] = None


class _Encrypted(_Expected):
    tls: Annotated[bool, Meta(description="whether the connection is encrypted")] = False
    certificate: Annotated[
        str, Meta(description="a PEM file: the certificate that it shows, or its issuer's")
    ] = ""
    host: Annotated[Text, Meta(description="the host name that it is asked as")] = "localhost"
    port: Annotated[Port, Meta(description="another port than the program's")] | None = None


class Http(_Encrypted, tag_field="kind", tag="http"):
    """An HTTP request, and what its answer must be."""

    path: Annotated[str, Meta(pattern=r"^/\S*$")] = "/"
    method: Annotated[str, Meta(pattern="^[A-Z]+$")] = "GET"
    headers: dict[str, str] = {}
    body: str = ""
    status: (
        Annotated[int, Meta(ge=100, le=599, description="any from 200 to 299 by default")] | None
    ) = None
    json: Annotated[Any, Meta(description="the same JSON value as the answer's body")] = None


class Tcp(_Encrypted, tag_field="kind", tag="tcp"):
    """A connection over TCP: what is sent, and what must come back."""

    send: str = ""


class Grpc(_Encrypted, tag_field="kind", tag="grpc"):
    """A call of grpc.health.v1.Health/Check, which must answer SERVING."""

    service: Annotated[str, Meta(description="whose health; empty for the server's")] = ""


class Command(_Expected, tag_field="kind", tag="command"):
    """It runs to its end."""

    stdin: Annotated[str, Meta(description="what it reads from standard input")] = ""
    status: Annotated[int, Meta(ge=0, le=255, description="what it must end with")] = 0


class Worker(Start, tag_field="kind", tag="worker"):
    """It runs until it is told to end, and is asked nothing."""

    seconds: Annotated[Seconds, Meta(description="it must still run after so long")] = 2.0
    stop_seconds: Annotated[Seconds, Meta(description="it must end within so long of SIGTERM")] = (
        10.0
    )


Probe = Http | Tcp | Grpc | Command | Worker


class Companion(_Entry):
    """A command of this machine that serves at a port, and stays in the foreground."""

    command: Annotated[
        list[str], Meta(min_length=1, description="as it is typed in the project's folder")
    ]
    port: Annotated[Port, Meta(description="it is ready once it listens there, at 127.0.0.1")]
    seconds: Annotated[Seconds, Meta(description="it must be ready within so long")] = 20.0


class Variant(_Entry):
    """A way to build every program of the matrix, beside those that it has already."""

    tags: str | list[str] = []
    ldflags: list[str] = []
    gcflags: list[str] = []
    cgo: bool = False
    trimpath: bool = True
    pack: Annotated[str, Meta(description="a packer, and its flags: `upx -9`")] = ""
