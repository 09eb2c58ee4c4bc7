"""A module proxy on this machine that notes what it is asked for (Go modules reference)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

MODULE = "private.example.com/lib"
VERSION = "v1.0.0"
_GO_MOD = f"module {MODULE}\n\ngo 1.25\n"
_SOURCE = 'package lib\n\nconst Word = "world"\n'


@dataclass(kw_only=True)
class Proxy:
    """What a proxy was asked."""

    address: str = ""
    """Host and port."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    """The first word of each path, as a token in an address, and the rest."""


@contextmanager
def proxy() -> Iterator[Proxy]:
    """Serves one module; answers 404 to everything else, a CONNECT to the world too."""
    noted = Proxy()
    files = _files()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            token, _, path = self.path.removeprefix("/").partition("/")
            noted.asked.append((token, path))
            content = files.get(path)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        do_CONNECT = do_GET  # noqa: N815  the base class looks for methods by these names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    noted.address = f"127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield noted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _files() -> dict[str, bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in (("go.mod", _GO_MOD), ("lib.go", _SOURCE)):
            file.writestr(f"{MODULE}@{VERSION}/{name}", text)
    folder = f"{MODULE}/@v"
    info = json.dumps({"Version": VERSION, "Time": "2020-01-01T00:00:00Z"})
    return {
        f"{folder}/list": f"{VERSION}\n".encode(),
        f"{folder}/{VERSION}.info": info.encode(),
        f"{folder}/{VERSION}.mod": _GO_MOD.encode(),
        f"{folder}/{VERSION}.zip": packed.getvalue(),
    }
