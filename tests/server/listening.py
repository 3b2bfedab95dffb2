"""A server on a real port, in plain or with a certificate made for the occasion."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.processes import Certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCAL = ipaddress.ip_address("127.0.0.1")
GREETING = "Sheetline is at"
FOREIGN = frozenset({"DATABASE_URL", "SHEETLINE_ADMIN_PASSWORD", "SHEETLINE_DATA", "SHEETLINE_PROXIES"})
ADMIN_PASSWORD = "listening-Admin-1"


def make_certificate(folder: Path) -> Certificate:
    """Make a certificate for this machine that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sheetline test")])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(LOCAL)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    made = Certificate(folder / "cert.pem", folder / "key.pem")
    made.chain.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((str(LOCAL), 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def listening(data: Path, *words: str) -> Iterator[int]:
    """Run a server until the block ends; gives its port when it has greeted."""
    port = free_port()
    kept = {name: text for name, text in os.environ.items() if name not in FOREIGN}
    own = {"SHEETLINE_DATA": str(data), "SHEETLINE_ADMIN_PASSWORD": ADMIN_PASSWORD, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port), *words]
    with subprocess.Popen(
        command, env=kept | own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert any(GREETING in line for line in server.stdout)
            _await(port)  # the port is bound by the process that greets, and listened on by another
            yield port
        finally:
            server.terminate()
            server.communicate(timeout=60)


def _await(port: int) -> None:
    deadline, turn = time.monotonic() + 60, threading.Event()
    while True:
        try:
            socket.create_connection((str(LOCAL), port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            turn.wait(0.05)
        else:
            return
