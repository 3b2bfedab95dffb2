"""From the first release with data in it to today: nothing lost, all or nothing, never backwards."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.app import create_app
from server.cli import main
from server.config import Config
from server.db import migrate
from server.db.engine import make_engine
from server.db.migrate import BrokenReferenceError, NewerDatabaseError, current_revision, upgrade
from server.db.session import reading, writing
from tests.e2e.protocol.api import Person
from tests.e2e.protocol.seeds import PASSWORD, line, sign_in
from tests.house.migration import newest, source

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[2] / "golden" / "upgrade"
"""Data of release 0.1.0: the firm of tests/e2e/protocol with six lines entered, dumped by
`pg_dump --data-only --inserts` and by `.dump`. Made once; never made again."""
BOOK = "0190aaaa-0000-7000-8000-00000000b00c"
EDITED = "0190aaaa-0000-7000-8000-000000000001"
Rows = dict[str, list[dict[str, Any]]]
NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "9998"
down_revision = "{newest:04d}"
def upgrade():
{body}
"""


@pytest.fixture
def first_release(empty_database_url: str) -> str:
    """Name a database as release 0.1.0 left it, with data, once on each engine."""
    upgrade(empty_database_url, "0001")
    engine = make_engine(empty_database_url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(
            engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF")
        )
    text = (GOLDEN / f"m0001.{engine.dialect.name}.sql").read_text(encoding="utf-8")
    with writing(engine) as conn:
        conn.exec_driver_sql("DELETE FROM site")
        conn.exec_driver_sql("DELETE FROM commit_counter")
        if engine.dialect.name == "sqlite":
            for statement in text.split(";\n"):
                conn.exec_driver_sql(statement) if statement.strip() else None
        else:
            conn.exec_driver_sql(text.replace("%", "%%"))
    engine.dispose()
    return empty_database_url


def contents(url: str, *, of: Rows | None = None) -> Rows:
    """Return all rows, by table; or those columns of them that another answer holds."""
    engine = make_engine(url)
    with reading(engine) as conn:
        found = {}
        for name in sa.inspect(conn).get_table_names():
            if name == "alembic_version" or (of is not None and name not in of):
                continue
            rows = [dict(row) for row in conn.execute(sa.text(f'SELECT * FROM "{name}"')).mappings()]  # noqa: S608 - a table's own name
            wanted = of[name][0].keys() if of and of[name] else None
            kept = [{key: row[key] for key in wanted or row} for row in rows]
            found[name] = sorted(kept, key=repr)
    engine.dispose()
    return found


def revision_of(url: str) -> str | None:
    engine = make_engine(url)
    with reading(engine) as conn:
        found = current_revision(conn)
    engine.dispose()
    return found


@pytest.fixture
def next_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what adds a migration to those there are, for one test."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    monkeypatch.setattr(migrate, "FOLDER", folder)

    def add(body: str) -> None:
        text = NEXT.format(newest=newest(), body="".join(f"    {one}\n" for one in body.splitlines()))
        (folder / "versions" / "m9998_next.py").write_text(text)

    return add


def test_an_upgrade_from_the_first_release_keeps_every_row(first_release: str) -> None:
    before = contents(first_release)
    assert sum(len(rows) for rows in before.values()) > 200
    upgrade(first_release)
    assert revision_of(first_release) == migrate.newest_revision()
    assert contents(first_release, of=before) == before


def test_after_the_upgrade_the_books_of_the_first_release_go_on(
    first_release: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", first_release)
    assert main(["admin", "migrate"]) == 0
    engine = make_engine(first_release)
    app = create_app(Config(data=tmp_path, database_url=first_release), engine)
    clerk = Person(app, sign_in(app, "clerk", PASSWORD), BOOK)
    page = clerk.pull()
    row = page.changes[EDITED]
    assert (row["rev"], row["values"]["quantity"], row["values"]["remark"]) == (2, "12", "改过 edited")
    edit = {"key": EDITED, "rev": 1, "values": {"ship_to": "新地址"}}
    assert "急，‘引号’ and 100% \\n" in [change["values"]["remark"] for change in page.changes.values()]
    assert clerk.push(edit).outcomes == ["merged"]
    made = clerk.push(line(quantity="5"))
    numbers = {change["values"]["order_no"] for change in page.changes.values()}
    assert made.outcomes == ["created"]
    assert made.only["values"]["order_no"] not in numbers
    beside = {"key": EDITED, "rev": 3, "values": {"tags": "加急", "own:跟单": "甲"}}
    assert clerk.push(beside).only["values"]["own:跟单"] == "甲"
    changed = clerk.pull(cursor=page.body["cursor"]).changes
    assert changed[EDITED]["values"]["tags"] == "加急"
    assert changed.keys() == {EDITED, made.only["key"]}
    engine.dispose()
    assert main(["admin", "audit", "verify"]) == 0
    assert main(["admin", "check"]) == 0


def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(
    first_release: str, next_migration: Callable[[str], None]
) -> None:
    next_migration(
        "op.create_table('half', sa.Column('a', sa.Integer))\n"
        "op.add_column('orders', sa.Column('half', sa.Text))\n"
        "op.execute('UPDATE customers SET name = code')\n"
        "raise RuntimeError('no more')"
    )
    before = contents(first_release)
    with pytest.raises(RuntimeError, match="no more"):
        upgrade(first_release)
    assert revision_of(first_release) == "0001"
    assert contents(first_release) == before


def test_a_table_made_anew_takes_no_row_of_others_along(
    first_release: str, next_migration: Callable[[str], None]
) -> None:
    next_migration(
        "made_anew = 'always' if op.get_bind().dialect.name == 'sqlite' else 'auto'\n"
        "with op.batch_alter_table('customers', recreate=made_anew) as batch:\n"
        "    batch.add_column(sa.Column('half', sa.Text))"
    )
    before = contents(first_release)
    upgrade(first_release)
    assert contents(first_release, of=before) == before


@pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_a_reference_to_nothing_is_taken_back(
    first_release: str, next_migration: Callable[[str], None]
) -> None:
    next_migration("op.execute('DELETE FROM customers')")
    before = contents(first_release)
    with pytest.raises(BrokenReferenceError, match="refer to nothing"):
        upgrade(first_release)
    assert contents(first_release) == before


def test_an_older_program_refuses_a_newer_database_in_a_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = make_engine(database_url)
    with writing(engine) as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = contents(database_url)
    with pytest.raises(NewerDatabaseError):
        upgrade(database_url)
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    for words in (["admin", "migrate"], ["serve", "--port", "0"], ["admin", "user", "list"]):
        assert main(words) == 2
        assert "较新版本" in capsys.readouterr().err
    assert contents(database_url) == before


def test_there_is_nothing_to_migrate_that_no_migration_makes() -> None:
    with pytest.raises(SystemExit, match="makes all that the models describe"):
        source("Next")
