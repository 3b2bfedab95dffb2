"""A factory on several machines: database, two servers, a worker, balancers, the clerks' desk."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from addin.staging.processes import without_sign_in
from sync.client.transport import Server
from tests.e2e.machines.balancer import HaProxy, make_certificate, start_nginx
from tests.e2e.machines.network import Machine, Network, network
from workbooks.build import build_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import ThreadPoolExecutor

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "fern-lamp-42"
PORT = 8765
FRONT = {
    "lb": "10.88.1.10",
    "one": "10.88.1.11",
    "two": "10.88.1.12",
    "nginx": "10.88.1.20",
    "desk": "10.88.1.100",
}
BACK = {"one": "10.88.2.11", "two": "10.88.2.12", "work": "10.88.2.13"}
DATABASE = "10.88.2.1"
ADDRESSES = ["127.0.0.1", *FRONT.values(), *BACK.values(), DATABASE]
PATIENCE_SECONDS = 60.0
_READY = 200
_BRIEFLY = threading.Event()


@dataclass
class Site:
    """Everything that runs, and how to reach it from the desk."""

    net: Network
    folder: Path
    machines: dict[str, Machine]
    url: str
    desk: ThreadPoolExecutor
    beside_database: ThreadPoolExecutor
    environment: dict[str, str] = field(repr=False)
    up_at: float = 0.0

    @property
    def balancer(self) -> HaProxy:
        return HaProxy(self.machines["lb"], self.folder)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def run(self, name: str, *words: str) -> None:
        """Start a command of the product on a machine."""
        data = self.folder / name
        own = {**self.environment, "DATABASE_URL": self.url}
        command = (sys.executable, str(ROOT / "start.py"), "--data", str(data), *words)
        self.machines[name].start(*command, environment=own, log=self.log(name))

    def serve(self, *names: str) -> None:
        """Start servers, and wait until the balancer uses them."""
        for name in names:
            self.run(name, "serve", "--host", FRONT[name], "--port", str(PORT))
        self.wait(lambda: all(self.ask(FRONT[name], "/readyz")[0] == _READY for name in names))
        self.wait(lambda: all(self.balancer.states().get(name) == "UP" for name in names))

    def wait(self, condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until a condition holds; it is the test's failure when it never does."""
        ends = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < ends, (self.balancer.states(), self.machines)
            _BRIEFLY.wait(0.05)

    def ask(self, address: str, path: str) -> tuple[int, float]:
        """Ask a server itself from the desk; return the status, 0 when nobody is there, and the seconds."""
        return self.desk.submit(_ask, address, path).result(PATIENCE_SECONDS)

    def count(self, query: str, *values: object) -> int:
        """Return the number a query counts, asked beside the database."""
        return self.beside_database.submit(_count, self.url, query, values).result(PATIENCE_SECONDS)

    def api(self, token: str = "", *, url: str = f"https://{FRONT['lb']}") -> Server:
        """Return the interface as a client that retries sees it."""
        return Server(url=url, token=token)

    def post_once(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> int:
        """Post to the balancer with headers of one's own and return the status; to be run at the desk."""
        connection = http.client.HTTPSConnection(FRONT["lb"], timeout=PATIENCE_SECONDS)
        try:
            connection.request("POST", path, body=json.dumps(body), headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def sign_in(self, name: str) -> str:
        """Return the token of somebody, signed in through the balancer."""
        body = {"name": name, "password": PASSWORD}
        return str(
            self.desk.submit(self.api().post, "/api/v1/session", body).result(PATIENCE_SECONDS)["token"]
        )

    def press(self, book: Path, token: str, *, url: str = f"https://{FRONT['lb']}") -> subprocess.Popen[str]:
        """Start a press of 同步 at the desk, as a process."""
        words = ("addin", "sync", "--file", str(book), "--server", url, "--json")
        command = self.machines["desk"].command(sys.executable, str(ROOT / "start.py"), *words)
        own = {**self.environment, "SHEETLINE_TOKEN": token}
        return subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def told(self, name: str) -> list[dict[str, Any]]:
        """Return the lines of a machine's log."""
        lines = self.log(name).read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def _ask(address: str, path: str) -> tuple[int, float]:
    began = time.monotonic()
    connection = http.client.HTTPConnection(address, PORT, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status, time.monotonic() - began
    except OSError:
        return 0, time.monotonic() - began
    finally:
        connection.close()


def _count(url: str, query: str, values: Sequence[object]) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode(), values).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Build the factory, all of it running, with the sample master data and two clerks' books."""
    certificate = make_certificate(folder, FRONT["lb"], FRONT["nginx"])
    environment = {
        **without_sign_in(os.environ),
        "SHEETLINE_ADMIN_PASSWORD": PASSWORD,
        "SHEETLINE_PROXIES": "1",
        "SSL_CERT_FILE": str(certificate),
    }
    with network() as net, ExitStack() as stack:
        machines = _machines(net)
        url = stack.enter_context(_database(net.hub))
        desk, hub = (stack.enter_context(machine.people(8)) for machine in (machines["desk"], net.hub))
        site = Site(net, folder, machines, url, desk, hub, environment)
        site.balancer.start(certificate, environment)
        start_nginx(machines["nginx"], folder, certificate, environment)
        site.run("work", "worker")
        site.serve("one", "two")
        _found(site)
        site.up_at = time.time()
        yield site


def _machines(net: Network) -> dict[str, Machine]:
    machines = {name: net.machine(name) for name in {**FRONT, **BACK}}
    net.switch("front")
    net.switch("back", DATABASE)
    for switch, addresses in (("front", FRONT), ("back", BACK)):
        for name, address in addresses.items():
            net.plug(machines[name], switch, address)
    return machines


@contextmanager
def _database(hub: Machine) -> Iterator[str]:
    """Run PostgreSQL on the hub, open to every machine of the back; yields the URL of an empty database."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)  # PostgreSQL is somebody else
        allowed = Path(home) / "pg_hba.conf"
        allowed.write_text("host all all 127.0.0.1/32 trust\nhost all all 10.88.2.0/24 trust\n")
        words = ("-m", "tests.postgres", f"listen_addresses=127.0.0.1,{DATABASE}", f"hba_file={allowed}")
        keeper = subprocess.Popen(
            hub.command(sys.executable, *words),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with keeper:
            line = keeper.stdout.readline().strip() if keeper.stdout else ""
            assert line.startswith("postgresql://"), line
            yield line.replace("127.0.0.1", DATABASE)
            keeper.communicate()


def _found(site: Site) -> None:
    """Bring the sample master data in, on one of the servers, and put the books on the desk."""
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    master_data, *_ = build_samples(site.folder / "books", today=today, password=PASSWORD)
    command = site.machines["one"].command(
        *(sys.executable, str(ROOT / "start.py"), "--data", str(site.folder / "one")),
        *("admin", "import", str(master_data)),
    )
    own = {**site.environment, "DATABASE_URL": site.url}
    subprocess.run(command, check=True, env=own, capture_output=True)
