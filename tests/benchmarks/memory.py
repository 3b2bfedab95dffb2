"""Pushes 10,000 order rows in one request through the whole application and prints the peak of memory.

`python -m tests.benchmarks.memory DATABASE_URL`: the peak of resident memory in MB, imports included.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from server.accounts.administration import make_first_admin
from server.app import create_app
from server.config import Config
from server.db.engine import make_engine
from server.db.session import writing
from server.web.edge import system_clock
from server.wiring import USERS
from sync.protocol.messages import MAX_ROWS, SyncRequest
from sync.rows.keys import new_key
from tests.benchmarks import firm

PASSWORD = "memory-Admin-1"


def peak_megabytes() -> int:
    """Return the peak of this program alone; `ru_maxrss` would count the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


def main(url: str) -> None:
    """Found a firm, push, and print MB."""
    engine = make_engine(url)
    firm.found(engine)
    with writing(engine) as conn:
        make_first_admin(conn, USERS, password=PASSWORD, now=system_clock())
    client = create_app(Config(data=Path(), database_url=url), engine).test_client()
    opened = client.post("/api/v1/session", json={"name": "admin", "password": PASSWORD})
    rows = firm.rows_of(firm.batch("memory", size=MAX_ROWS))
    body = msgspec.json.encode(SyncRequest(request_id=new_key(), book=firm.BOOK, rows=rows, cursor=None))
    del rows
    headers = {"Authorization": f"Bearer {opened.get_json()['token']}"}
    answered = client.post("/api/v1/views/orders/sync", data=body, headers=headers)
    results = msgspec.json.decode(answered.data)["results"]
    if len(results) != MAX_ROWS or {result["outcome"] for result in results} - {"created", "held"}:
        raise SystemExit(f"not taken: {answered.data[:500]!r}")
    print(peak_megabytes())


if __name__ == "__main__":
    main(sys.argv[1])
