"""The balancers of the documentation, run from the very files it shows, with paths of the test's own."""

from __future__ import annotations

import csv
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.machines.network import Machine

SHOWN = Path(__file__).resolve().parents[3] / "docs" / "balancers"


def make_certificate(folder: Path, *addresses: str) -> Path:
    """Write a certificate of the addresses with its key into one file, and return the file."""
    made, names = folder / "sheetline.pem", ",".join(f"IP:{address}" for address in addresses)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=sheetline"),
        *("-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(certificate)),
    ]
    subprocess.run(command, check=True, capture_output=True)
    made.write_text(certificate.read_text() + key.read_text())
    return made


@dataclass(frozen=True)
class HaProxy:
    """HAProxy on a machine, and its view of the servers."""

    machine: Machine
    folder: Path

    def start(self, certificate: Path, environment: dict[str, str]) -> None:
        """Run it."""
        text = (SHOWN / "haproxy.cfg").read_text("utf-8")
        text = text.replace("/etc/haproxy/sheetline.pem", str(certificate))
        text = text.replace("/run/haproxy/admin.sock", str(self._socket))
        config = self.folder / "haproxy.cfg"
        config.write_text(text, "utf-8")
        log = self.folder / "haproxy.log"
        self.machine.start("haproxy", "-db", "-f", str(config), environment=environment, log=log)

    def states(self) -> dict[str, str]:
        """Return what it thinks of each server, `UP` or `DOWN`; nothing before it runs."""
        return {row["svname"]: row["status"] for row in self._statistics()}

    def served(self) -> dict[str, int]:
        """Return how many requests each server answered."""
        return {row["svname"]: int(row["hrsp_2xx"]) for row in self._statistics()}

    @property
    def _socket(self) -> Path:
        return self.folder / "haproxy.sock"

    def _statistics(self) -> list[dict[str, str]]:
        if not self._socket.exists():
            return []
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(5)
            asked.connect(str(self._socket))
            asked.sendall(b"show stat\n")
            told = b"".join(iter(lambda: asked.recv(65_536), b"")).decode()
        rows = csv.DictReader(told.removeprefix("# ").splitlines())
        return [row for row in rows if row["pxname"] == "servers" and row["svname"] != "BACKEND"]


def start_nginx(machine: Machine, folder: Path, certificate: Path, environment: dict[str, str]) -> None:
    """Run nginx on a machine."""
    text = (SHOWN / "nginx.conf").read_text("utf-8")
    text = text.replace("/etc/nginx/sheetline.pem", str(certificate))
    text = text.replace("/run/nginx.pid", str(folder / "nginx.pid"))
    text = text.replace("/var/log/nginx/error.log", str(folder / "nginx-error.log"))
    config = folder / "nginx.conf"
    config.write_text(f"daemon off;\n{text}", "utf-8")
    log = folder / "nginx.log"
    machine.start("nginx", "-p", str(folder), "-c", str(config), environment=environment, log=log)
