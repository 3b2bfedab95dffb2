"""The processes of a server: granian's, which answer requests, and a worker beside them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGET = "server.serve:application"  # by name: nothing imports the module that mounts the bridge
WORKER = (sys.executable, "-m", "server.cli", "worker", "--beside")
THREADS = 12  # of each process; the pool of connections is larger
MOST_USUAL_WORKERS = 4
GRACE_SECONDS = 30
HEADERS_WITHIN_MILLISECONDS = 10_000
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_AGAIN_SECONDS = 5.0
log = structlog.get_logger("sheetline.processes")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files (PEM) with the certificate, its chain behind it, and its key."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int
    certificate: Certificate | None = None

    @property
    def url(self) -> str:
        """The address as people write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"

    @property
    def is_open(self) -> bool:
        """Tell whether others may listen in: passwords would pass a network unencrypted."""
        return self.certificate is None and self.host not in LOOPBACK


def usual_workers(database_url: str) -> int:
    """Return how many processes answer requests unless told: one a core, but four at most.

    A large press that keeps one of them busy leaves the others free. SQLite has one writer at a time, and
    only writers of one process take turns in order: there it is one.
    """
    return 1 if database_url.startswith("sqlite") else min(MOST_USUAL_WORKERS, os.cpu_count() or 1)


def serve(address: Address, *, workers: int, on_start: Callable[[], None]) -> None:
    """Answer requests and run jobs until asked to stop; requests begun are finished.

    `on_start` is called when the port is taken. Raises OSError when it cannot be.
    """
    server = Granian(
        TARGET,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        factory=True,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.error,
        # Who opens connections and sends headers a byte at a time is not waited for.
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MILLISECONDS),
        ssl_cert=address.certificate.chain if address.certificate else None,
        ssl_key=address.certificate.key if address.certificate else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    companion = Companion()
    server.on_startup(on_start)
    server.on_startup(companion.start)
    server.on_shutdown(companion.stop)
    server.serve()


def spare_collector() -> None:
    """Leave what lives as long as the process out of collections, and collect less often.

    A large push makes many values that die together; looking through all of them again and again is in vain.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class Companion:
    """A worker process kept running beside the server. It ends when its standard input does."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_running, daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the worker, and again whenever it dies."""
        self._thread.start()

    def stop(self) -> None:
        """Let the worker finish what it does, then end."""
        self._stopping.set()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._thread.join(GRACE_SECONDS)

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen(WORKER, stdin=subprocess.PIPE)  # noqa: S603 - our own program
            code = self._process.wait()
            if self._stopping.is_set():
                return
            log.error("worker ended", code=code)
            self._stopping.wait(_AGAIN_SECONDS)
