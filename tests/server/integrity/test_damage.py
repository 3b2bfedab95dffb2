"""Whatever is damaged in the tables, the check names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.accounts import views as accounts_views
from server.accounts.administration import add_user, make_token
from server.audit.service import seal
from server.db.session import writing
from server.integrity.rules.words import WORDS, chinese, english
from server.integrity.service import check
from sync.rows.keys import new_key
from tests.server.integrity.damages import DAMAGES
from tests.server.integrity.findings import found, submission_of
from tests.server.orders.office import NOW, Office, Press, line, row

if TYPE_CHECKING:
    from sqlalchemy import Connection

USERS = accounts_views.view()
TWIN = {"phone": "13812345678", "product": "NUT"}


def _filled(office: Office) -> dict[str, str]:
    """Let much happen in the office and return keys that damages name."""
    book = new_key()
    office.put("LED", 25)
    office.plan("MTO", 50, "2026-12-01")
    one, short, draft, promised = office.push(
        line(),
        line(quantity="70"),
        line(action="暂存"),
        line(product="MTO"),
        press=Press(book=book),
    )
    (edited,) = office.push(line(quantity="20", product="NUT"))
    office.push(row(edited.key, 1, quantity="21", tags="缺料", **{"own:跟单": "甲"}))
    twin, _ = office.push(line(**TWIN), press=Press(book=book))[0], office.push(line(**TWIN))
    (ended,) = office.push(line())
    office.undo()
    with writing(office.engine) as conn:
        add_user(
            conn, USERS, {"name": "shop", "role": "dealer", "customer": "C9", "password": "x" * 12}, now=NOW
        )
        make_token(conn, "shop", now=NOW)
        seal(conn, now=NOW)
    (product,) = office.load("products", code="BOX")
    keys = {"line": one, "short": short, "draft": draft, "promised": promised, "edited": edited}
    return {
        **{name: result.key for name, result in (keys | {"twin": twin, "ended": ended}).items()},
        "product": product.key,
        "submission": submission_of(office, one.key),
    }


def _off_guard(conn: Connection) -> None:
    """Take away what the database itself would refuse."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        return
    conn.exec_driver_sql("SET session_replication_role = replica")  # no foreign keys
    bounds = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid > 16000"
    for table, name in conn.exec_driver_sql(bounds).all():
        conn.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def test_every_damage_is_named_and_every_finding_has_a_damage(office: Office) -> None:
    office.registry.views["users"] = USERS  # type: ignore[index]
    keys = _filled(office)
    assert found(office) == []
    unnamed, seen = {}, set()
    for damage in DAMAGES:
        with office.engine.connect() as conn:
            if (
                conn.dialect.name == "sqlite"
            ):  # before the transaction: within one it says nothing and does nothing
                conn.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with conn.begin() as transaction:
                _off_guard(conn)
                done = conn.exec_driver_sql(damage.statement.format(**keys))
                assert done.rowcount > 0, damage
                findings = list(check(conn, office.registry.views))
                transaction.rollback()
            conn.invalidate()
        codes = {finding.code for finding in findings}
        seen |= codes
        if not codes.issuperset(damage.codes):
            unnamed[damage.statement] = (damage.codes, sorted(codes))
        for finding in findings:
            assert finding.expected != finding.stored
            assert finding.row in chinese(finding)
            assert english(finding)
    assert unnamed == {}
    assert WORDS.keys() - seen == set()
