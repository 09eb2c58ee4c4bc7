"""What comes to a listener goes to another place, and what is answered there comes back."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial

from slimgo.errors import BadInput, SlimgoError
from slimgo.sandbox.listening import holder

_HOST = "127.0.0.1"
_CHUNK_BYTES = 1 << 16
_CONNECT_SECONDS = 10.0
_RETRY_SECONDS = 0.02
_PORTS_OFFERED = 100


class Forwarder:
    """Forwards each connection to one of another place, many at a time, until it is closed."""

    def __init__(self, listener: socket.socket) -> None:
        """Takes the listener, and closes it in the end."""
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._closed = False
        self._listener = listener

    def serve(self, connect: Callable[[float], socket.socket]) -> None:
        """Begins; connect makes a connection to the other place, within so many seconds."""
        self._spawn(self._accept, connect)

    def close(self) -> None:
        """Nothing listens any more, and every connection is cut. May be called twice."""
        while True:
            with self._lock:
                self._closed = True
                ends, threads = {self._listener, *self._ends}, set(self._threads)
            for end in ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)  # wakes the thread that is blocked in it
            if not threads:
                break
            threads.pop().join()
        self._listener.close()

    def _spawn(self, work: Callable[..., None], *args: object) -> threading.Thread:
        def run() -> None:
            try:
                work(*args)
            finally:
                with self._lock:
                    self._threads.discard(thread)

        thread = threading.Thread(target=run, daemon=True)
        with self._lock:  # started before close can see it, and so join it
            self._threads.add(thread)
            thread.start()
        return thread

    def _accept(self, connect: Callable[[float], socket.socket]) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                # out of descriptors, or closed: the loop's condition tells which
                time.sleep(_RETRY_SECONDS)
                continue
            self._spawn(self._serve, client, connect)

    def _serve(self, client: socket.socket, connect: Callable[[float], socket.socket]) -> None:
        with client:
            try:
                server = connect(_CONNECT_SECONDS)
            except (OSError, SlimgoError):
                return  # a closed connection is what a client sees of a dead server
            with server:
                with self._lock:
                    if self._closed:
                        return
                    self._ends |= {client, server}
                try:
                    answers = self._spawn(_pump, server, client)
                    _pump(client, server)
                    answers.join()
                finally:
                    with self._lock:
                        self._ends -= {client, server}


def lead_here(listener: socket.socket, port: int, left: ExitStack) -> None:
    """What comes to the listener goes to the port of this machine's 127.0.0.1, until left is
    closed, and the listener with it."""
    forwarder = Forwarder(listener)
    left.callback(forwarder.close)
    forwarder.serve(partial(socket.create_connection, (_HOST, port)))


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Copies until the source has no more, and tells the sink so: the other way stays open."""
    with suppress(OSError):
        while chunk := source.recv(_CHUNK_BYTES):
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
    with suppress(OSError):
        source.shutdown(socket.SHUT_RD)


def listen(host_port: int) -> socket.socket:
    """A listener on 127.0.0.1. Raises BadInput, which offers a port that is free."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # a connection of the last run that lingers in TIME_WAIT is no reason to refuse
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, host_port))
        listener.listen()
    except OSError as error:
        listener.close()
        who = holder(host_port)
        free = _free_after(host_port)
        raise BadInput(
            f"port {host_port} of {_HOST} cannot be used",
            why=f"{who} listens there" if who else str(error.strerror),
            cure=f"invoke run --port {free}" if free else "",
        ) from error
    return listener


def _free_after(host_port: int) -> int | None:
    # below 1024 are the privileged ports
    first = max(host_port + 1, 1024)
    for port in range(first, min(first + _PORTS_OFFERED, 1 << 16)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial, suppress(OSError):
            trial.bind((_HOST, port))
            return port
    return None
