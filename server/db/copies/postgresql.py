"""PostgreSQL: copied by pg_dump, replaced by a database that is renamed into the place of the old one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.conninfo import make_conninfo

from server.db.copies.contract import (
    BLOCK_BYTES,
    CopyFailedError,
    InUseError,
    MissingProgramError,
    NotAllowedError,
)
from server.db.engine import make_engine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import URL

NOBODYS = ("--no-owner", "--no-privileges")  # roles of another cluster may not be there
LONGEST_NAME = 38  # of 63, so that something can be added
PATIENCE = "15s"
"""How long a restore waits for one that was killed a moment ago."""
_SESSIONS = """SELECT pid, coalesce(nullif(application_name, ''), usename, '?') FROM pg_stat_activity
 WHERE datname = %s AND pid <> pg_backend_pid()
 AND coalesce(backend_type, 'client backend') = 'client backend' ORDER BY pid"""
_LOCALE = "SELECT datcollate, datctype FROM pg_database WHERE datname = %s AND datlocprovider = 'c'"


@dataclass(frozen=True)
class Dump:
    """A dump of what `conn` sees: both read the same snapshot."""

    conn: sa.Connection
    url: URL
    snapshot: str

    def blocks(self) -> Iterator[bytes]:
        """Yield the dump in pg_dump's own format."""
        command = [
            program("pg_dump"),
            "--format=custom",
            "--compress=0",
            *NOBODYS,
            f"--snapshot={self.snapshot}",
        ]
        with running([*command, f"--dbname={conninfo(self.url)}"], self.url) as child:
            while block := child.stdout.read(BLOCK_BYTES):  # type: ignore[union-attr]
                yield block


@contextmanager
def copying(url: str, *, scratch: Path) -> Iterator[Dump]:  # noqa: ARG001 - what SQLite needs
    """Open a snapshot that pg_dump reads too. No transaction id is taken, so that nobody's pull waits."""
    program("pg_dump")
    engine = make_engine(url)
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with engine.connect().execution_options(**options) as conn, conn.begin():
            conn.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            snapshot = conn.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
            yield Dump(conn, engine.url, str(snapshot))
    finally:
        engine.dispose()


@dataclass(frozen=True)
class DatabaseReplacing:
    """The new database under a name of its own; `admin` is connected elsewhere in the cluster."""

    admin: psycopg.Connection[Any]
    target: URL
    fresh: URL

    @property
    def url(self) -> str:
        """Where the new database is."""
        return self.fresh.render_as_string(hide_password=False)

    def fill(self, blocks: Iterable[bytes]) -> None:
        """Let pg_restore make everything, or nothing; then let the planner look at how much there is."""
        command = [program("pg_restore"), *NOBODYS, "--exit-on-error", "--single-transaction"]
        with running([*command, f"--dbname={conninfo(self.fresh)}"], self.fresh) as child:
            _feed(child.stdin, blocks)
        with psycopg.connect(**_arguments(self.fresh), autocommit=True) as conn:
            conn.execute("ANALYZE")

    def swap(self, *, at: dt.datetime) -> str:
        """Rename both databases in one transaction, which the server refuses while anybody is connected."""
        name, former = str(self.target.database), ""
        try:
            with self.admin.transaction():
                if exists(self.admin, name):
                    former = _unused(self.admin, f"{name[:LONGEST_NAME]}_before_{at:%Y%m%d%H%M%S}")
                    _rename(self.admin, name, former)
                _rename(self.admin, str(self.fresh.database), name)
        except psycopg.errors.ObjectInUse as error:
            raise InUseError(str(error).strip()) from error
        return former


@contextmanager
def replacing(url: str) -> Iterator[DatabaseReplacing]:
    """Make an empty database in the cluster, after seeing that nobody works on the old one."""
    program("pg_restore")
    target = make_engine(url).url
    name = str(target.database)
    fresh = target.set(database=f"{name[:LONGEST_NAME]}_restoring")
    with psycopg.connect(**_arguments(_elsewhere(target)), autocommit=True) as admin:
        _only_restore(admin, name)
        refuse_sessions(admin, name)
        try:
            _create(admin, str(fresh.database), like=name)
            yield DatabaseReplacing(admin, target, fresh)
        finally:
            _drop(admin, str(fresh.database))


def refuse_sessions(admin: psycopg.Connection[Any], name: str) -> None:
    """Raise InUseError when anybody is connected to the database."""
    others = admin.execute(_SESSIONS, [name]).fetchall()
    if others:
        named = "，".join(f"{application} ({pid})" for pid, application in others[:5])
        raise InUseError(f"{name}：{named} (the database is in use: stop the server and the worker)")


def exists(admin: psycopg.Connection[Any], name: str) -> bool:
    """Tell whether the cluster has a database of this name."""
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _unused(admin: psycopg.Connection[Any], name: str) -> str:
    number, found = 1, name
    while exists(admin, found):
        number += 1
        found = f"{name}_{number}"
    return found


def program(name: str) -> str:
    """Return where a program of PostgreSQL is. Raises MissingProgramError."""
    found = shutil.which(name)
    if found is None:
        raise MissingProgramError(name)
    return found


def conninfo(url: URL) -> str:
    """Return the connection string of a database, without the password: everybody sees command lines."""
    return make_conninfo("", **{key: text for key, text in _arguments(url).items() if key != "password"})


def environment(url: URL) -> dict[str, str]:
    """Return the variables a program of PostgreSQL runs with; without a password it looks into its file."""
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    return {**os.environ, "PGCONNECT_TIMEOUT": "10", **secret}


@contextmanager
def running(command: list[str], url: URL) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program for the block, with pipes; raise CopyFailedError with its words when it fails."""
    with tempfile.TemporaryFile() as words:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": words}
        child = subprocess.Popen(command, env=environment(url), **pipes)  # type: ignore[call-overload]  # noqa: S603 - found on PATH
        try:
            yield child
            child.stdin.close()
            code = child.wait()
        except BaseException:
            child.kill()
            raise
        finally:
            child.stdout.close()
            child.wait()
        if code:
            words.seek(0)
            said = words.read().decode(errors="replace").strip().splitlines()
            raise CopyFailedError(said[0] if said else f"{command[0]}: {code}")


def _feed(pipe: IO[bytes] | None, blocks: Iterable[bytes]) -> None:
    """Write blocks to a program; one that ends early says why itself."""
    if pipe is None:
        return
    try:
        for block in blocks:
            pipe.write(block)
        pipe.flush()
    except BrokenPipeError:
        return


def _arguments(url: URL) -> dict[str, Any]:
    """Return what the driver connects with."""
    return dict(url.get_dialect()().create_connect_args(url)[1])


def _elsewhere(target: URL) -> URL:
    """Return a database of the same cluster that every cluster has."""
    return target.set(database="template1" if target.database == "postgres" else "postgres")


def _only_restore(admin: psycopg.Connection[Any], name: str) -> None:
    """Hold the one lock of restores until the connection ends. Raises InUseError after PATIENCE.

    The server notices that a restore was killed only when its running statement ends: a moment's wait.
    """
    admin.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
    try:
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"sheetline restore {name}"])
    except psycopg.errors.LockNotAvailable as error:
        raise InUseError("另一个恢复正在进行 (another restore is running)") from error
    admin.execute("RESET lock_timeout")


def _create(admin: psycopg.Connection[Any], name: str, *, like: str) -> None:
    """Make an empty database that sorts as the old one; what a killed restore left under the name goes."""
    _drop(admin, name)
    locale = admin.execute(_LOCALE, [like]).fetchone()
    sorts = sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(*map(sql.Literal, locale)) if locale else sql.SQL("")
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    try:
        admin.execute(statement + sorts)
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotAllowedError(
            f"恢复要新建数据库，请管理员执行：ALTER ROLE {admin.info.user} CREATEDB"
            " (restoring makes a new database: the role needs CREATEDB)"
        ) from error


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rename(admin: psycopg.Connection[Any], name: str, new: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    admin.execute(statement.format(sql.Identifier(name), sql.Identifier(new)))
