"""`serve` and `worker`: what runs until it is asked to stop."""

from __future__ import annotations

import argparse
import socket
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from server import processes, wiring, worker
from server.accounts import administration
from server.backup.jobs import jobs as backup_jobs
from server.commands.opening import database, tell
from server.commands.upkeep import migrate
from server.credit.jobs import jobs as credit_jobs
from server.db.session import stand_in_line, writing
from server.notices.jobs import jobs as notices_jobs
from server.processes import Address, Certificate
from server.watch.host import gather_in
from server.web.edge import system_clock
from server.web.logs import log_as_json

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.commands.opening import Commands, Words
    from server.config import Config
    from server.db.jobs import Errand, Job


UNENCRYPTED = (
    "注意：没有加密 (TLS)，密码和订单在网络上可被旁人读到。请用 --tls-cert 和 --tls-key，"
    "或在前面放带 TLS 的反向代理。\n"
    "Warning: listening beyond this computer without TLS: passwords and orders can be read on the way."
)


class CertificateError(Exception):
    """The certificate cannot be used."""


def add_to(commands: Commands) -> None:
    """Add `serve` and `worker`."""
    serving = commands.add_parser("serve", help="启动服务器 server and worker")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8765)
    serving.add_argument("--workers", type=int, metavar="N", help="服务进程数 server processes")
    serving.add_argument(
        "--tls-cert", type=Path, metavar="FILE", help="证书 certificate (PEM, with its chain)"
    )
    serving.add_argument("--tls-key", type=Path, metavar="FILE", help="私钥 its key (PEM, no passphrase)")
    serving.set_defaults(run=serve)
    working = commands.add_parser("worker", help="只启动后台任务 the worker alone")
    working.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)
    working.set_defaults(run=run_worker)


def serve(config: Config, words: Words) -> int:
    """Start the server and a worker; on the first start make the administrator."""
    try:
        address = Address(words.host, words.port, _certificate(words))
    except CertificateError as error:
        return tell(str(error), code=2)
    if not _is_free(address):
        return tell(f"端口 {address.port} 已被占用，请换一个 (port in use): serve --port N", code=1)
    if address.is_open:
        tell(UNENCRYPTED, code=0)
    with database(config) as engine:
        password = first_password(engine, config)
    if password:
        print(f"第一次启动，已建立管理员 admin，一次性密码 {password}（登录后请修改）")
        print(
            f"First start: the administrator is admin, the one-time password {password}; change it.",
            flush=True,
        )
    log_as_json()
    gather_in(config.data / "figures" / str(address.port))
    processes.serve(
        address,
        workers=words.workers or processes.usual_workers(config.database_url),
        on_start=lambda: _greet(address),
    )
    return 0


def first_password(engine: Engine, config: Config) -> str | None:
    """Make the administrator of a new database and return the password when it had to be thought up."""
    with writing(engine) as conn:
        stand_in_line(conn)  # two servers may start at once
        return administration.make_first_admin(
            conn, wiring.USERS, password=config.admin_password, now=system_clock()
        )


def run_worker(config: Config, words: Words) -> int:
    """Run periodic jobs until asked to stop; with --beside until the server that started it is gone."""
    stop = worker.stop_on_signals()
    if words.beside:
        worker.stop_with_parent(stop)
    else:
        migrate(config, words)
        print("后台任务已启动，按 Ctrl+C 停止。 The worker runs; Ctrl+C stops it.", flush=True)
    log_as_json()
    worker.work(config.database_url, _jobs(config), stop=stop)
    return 0


def _jobs(config: Config) -> tuple[Job | Errand, ...]:
    return (*wiring.JOBS, *backup_jobs(config), *credit_jobs(config), *notices_jobs(config))


def _certificate(words: Words) -> Certificate | None:
    """Return the files named, None when none are; raises CertificateError when they are no pair."""
    if words.tls_cert is None and words.tls_key is None:
        return None
    if words.tls_cert is None or words.tls_key is None:
        raise CertificateError("--tls-cert 和 --tls-key 要一起写 (both or neither)")
    try:
        # No passphrase is asked for: the server starts without a person.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(words.tls_cert, words.tls_key, password=str)
    except (OSError, ValueError) as error:
        where = f"{words.tls_cert}, {words.tls_key}"
        raise CertificateError(f"证书或私钥读不了，或者不是一对 ({where}): {error}") from error
    return Certificate(words.tls_cert.resolve(), words.tls_key.resolve())


def _is_free(address: Address) -> bool:
    """Tell whether nobody listens there; granian itself would share the port without a word."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":  # there the option means something else
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError:
            return False
    return True


def _greet(address: Address) -> None:
    print(f"表上单已启动 {address.url} ，按 Ctrl+C 停止。")
    print(f"Sheetline is at {address.url}; Ctrl+C stops it.", flush=True)
