"""Machines with an own network each, joined by switches whose ports can be pulled."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMESPACES = Path("/run/netns")
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of sched.h


class NetworkDeniedError(RuntimeError):
    """Machines cannot be made here."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the tests of two machines need Linux, root (or CAP_NET_ADMIN and CAP_SYS_ADMIN) and `ip`: {why}"
        )


@dataclass(frozen=True)
class Machine:
    """A network namespace, and the processes started in it."""

    name: str
    namespace: str
    started: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def command(self, *words: str) -> list[str]:
        """Return the command line that runs a program on the machine."""
        return ["ip", "netns", "exec", self.namespace, *words]

    def start(self, *words: str, environment: Mapping[str, str], log: Path) -> None:
        """Start a program; what it says goes to the end of a file."""
        with log.open("ab") as out:
            program = subprocess.Popen(
                self.command(*words), env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self.started.append(program)

    def lose_power(self) -> None:
        """Kill every process of the machine."""
        for word in _ip("netns", "pids", self.namespace).split():
            with suppress(ProcessLookupError):
                os.kill(int(word), signal.SIGKILL)
        while self.started:
            self.started.pop().wait()

    def people(self, count: int) -> ThreadPoolExecutor:
        """Return threads whose sockets are the machine's."""
        return ThreadPoolExecutor(count, initializer=_enter, initargs=(self.namespace,))


@dataclass
class Network:
    """Switches in a namespace of their own, the hub, and the machines plugged into them."""

    prefix: str
    machines: list[Machine] = field(default_factory=list)
    hub: Machine = field(init=False)

    def __post_init__(self) -> None:
        self.hub = self.machine("hub")

    def machine(self, name: str) -> Machine:
        """Make a machine without any cable."""
        made = Machine(name, f"{self.prefix}-{name}")
        _ip("netns", "add", made.namespace)
        self.machines.append(made)
        _ip("-n", made.namespace, "link", "set", "dev", "lo", "up")
        return made

    def switch(self, name: str, address: str | None = None) -> None:
        """Make a switch; with an address the hub itself is reached over it."""
        self._on_hub("link", "add", "name", name, "type", "bridge")
        if address:
            self._on_hub("address", "add", f"{address}/24", "dev", name)
        self._on_hub("link", "set", "dev", name, "up")

    def plug(self, machine: Machine, switch: str, address: str) -> None:
        """Lay a cable from a machine to a switch."""
        port, inside = f"{machine.name}-{switch}", ("-n", machine.namespace)
        pair = ("type", "veth", "peer", "name", port, "netns", self.hub.namespace)
        _ip(*inside, "link", "add", "name", switch, *pair)
        _ip(*inside, "address", "add", f"{address}/24", "dev", switch)
        _ip(*inside, "link", "set", "dev", switch, "up")
        self._on_hub("link", "set", "dev", port, "up")
        self.mend(machine, switch)

    def cut(self, machine: Machine, switch: str) -> None:
        """Let every packet on a cable vanish; the machine's own card does not notice."""
        self._on_hub("link", "set", "dev", f"{machine.name}-{switch}", "nomaster")

    def mend(self, machine: Machine, switch: str) -> None:
        """Put the cable back into the switch."""
        self._on_hub("link", "set", "dev", f"{machine.name}-{switch}", "master", switch)

    def _on_hub(self, *words: str) -> None:
        _ip("-n", self.hub.namespace, *words)


@contextmanager
def network() -> Iterator[Network]:
    """Make a network that is gone afterwards, with every process on its machines."""
    if sys.platform != "linux" or not shutil.which("ip"):
        raise NetworkDeniedError(sys.platform)
    machines: list[Machine] = []
    try:
        yield Network(f"sheetline-{os.getpid()}", machines)
    finally:
        for machine in machines:
            machine.lose_power()
            _ip("netns", "delete", machine.namespace)


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise NetworkDeniedError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _enter(namespace: str) -> None:
    """Move this thread, and no other, to a namespace."""
    with (NAMESPACES / namespace).open("rb") as opened:
        if ctypes.CDLL(None, use_errno=True).setns(opened.fileno(), _NEW_NETWORK):
            raise NetworkDeniedError(os.strerror(ctypes.get_errno()))
