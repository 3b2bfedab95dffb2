"""The use case: recompute everything that must hold, and name what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.models import STEPS
from server.audit.service import verify
from server.db.commits import ceiling
from server.db.numbers import last_numbers
from server.integrity.rules.answers import check_answers
from server.integrity.rules.cover import check_cover
from server.integrity.rules.history import check_history, names_ever
from server.integrity.rules.orders import check_order, place_of
from server.integrity.rules.records import Answered, Finding, Kept, Renamed
from server.integrity.rules.tables import check_names, check_natural, renamed_links
from server.integrity.rules.texts import LINKED, renamed, texts_of_line
from server.integrity.rules.words import shown
from server.integrity.store import approvals, dealings, differences
from server.integrity.store.history import load_histories, load_known
from server.integrity.store.orders import load_wholes
from server.integrity.store.tables import NAMES_OF, is_readable, load_answers, load_names, load_rows
from server.masterdata.service import customers_by_code
from server.masterdata.views import customer_names, product_names
from server.orders.models import LINES
from server.stock.service import recount
from server.views.table import TableView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.integrity.rules.records import Whole
    from server.integrity.store.tables import TableRow
    from server.views.contract import View

SEEDED = frozenset({"payment_terms", "rules", "notices", "approval_rules"})
"""Views whose rows begin without a history: they are there from the start, or told by the server."""
TABLES = {"todo": STEPS}
"""Where rows of views are kept that are no plain tables; of others it is the lines of orders."""
NAMES = {"customers": customer_names, "products": product_names}


def check(conn: Connection, views: Mapping[str, View]) -> Iterator[Finding]:
    """Yield everything that is not as it must be; memory stays small however much is stored.

    The connection must see one moment throughout (`server.db.session.reading`): the server may be running.
    """
    yield from _check_wholes(conn)
    for name, view in views.items():
        if isinstance(view, TableView):
            yield from _check_table(conn, name, view)
        yield from _check_unknown_rows(conn, name, view)
    yield from _check_strays(conn, views)
    yield from _check_steps(conn)
    yield from _check_stock(conn)
    yield from _check_trail(conn)
    yield from _check_requests(conn)
    yield from _check_places(conn)
    yield from _check_users(conn)
    yield from _check_dealings(conn)


def _check_wholes(conn: Connection) -> Iterator[Finding]:
    for wholes in load_wholes(conn):
        doubts: list[Renamed] = []
        for whole in wholes:
            yield from check_order(whole)
            yield from check_cover(whole)
            yield from _check_lines(whole, doubts)
        yield from _settle(conn, doubts)


def _check_lines(whole: Whole, doubts: list[Renamed]) -> Iterator[Finding]:
    for kept in whole.lines:
        where = place_of(whole, kept)
        row = Kept(kept.line.key, kept.line.rev, kept.stamp, texts_of_line(whole.order, kept))
        yield from check_history(row, kept.revisions, where=where, seeded=False, linked=LINKED)
        doubts += renamed(whole.order, kept, row, where=where)


def _check_table(conn: Connection, name: str, view: TableView) -> Iterator[Finding]:
    for rows in load_rows(conn, view):
        histories = load_histories(conn, name, [row.kept.key for row in rows])
        doubts: list[Renamed] = []
        for row in rows:
            where, revisions = f"{name} {row.kept.key}", histories.get(row.kept.key, [])
            seeded = name in SEEDED
            yield from check_history(row.kept, revisions, where=where, seeded=seeded, linked=view.links)
            yield from check_natural(row.kept, row.columns, view.natural, fold=view.fold)
            doubts += renamed_links(row.kept, revisions, row.columns, tables=_linked_tables(view))
        yield from _settle(conn, doubts)
        if name in NAMES_OF:
            yield from _check_names(conn, name, rows)


def _linked_tables(view: TableView) -> dict[str, tuple[str, str]]:
    return {field: (link.table.name, link.shown) for field, link in view.links.items()}


def _check_names(conn: Connection, name: str, rows: Sequence[TableRow]) -> Iterator[Finding]:
    found = load_names(conn, name, [row.kept.key for row in rows])
    for row in rows:
        names = NAMES[name](row.columns)
        yield from check_names(f"{name} {row.kept.key}", names, found.get(row.kept.key, []))


def _settle(conn: Connection, doubts: Iterable[Renamed]) -> Iterator[Finding]:
    """Yield the doubts about rows that were never called so."""
    by_view: dict[str, list[Renamed]] = {}
    for doubt in doubts:
        by_view.setdefault(doubt.view, []).append(doubt)
    for view, asked in by_view.items():
        histories = load_histories(conn, view, {doubt.key for doubt in asked if doubt.key})
        for doubt in asked:
            if doubt.text not in names_ever(histories.get(doubt.key or "", []), doubt.field):
                yield doubt.otherwise


def _check_unknown_rows(conn: Connection, name: str, view: View) -> Iterator[Finding]:
    table = view.table if isinstance(view, TableView) else TABLES.get(name, LINES)
    for code, keys in differences.load_unknown_rows(conn, table, name).items():
        for key in keys:
            yield Finding(code, f"{name} {key}", f"一行 (a row of {table.name})", "—")


def _check_strays(conn: Connection, views: Mapping[str, View]) -> Iterator[Finding]:
    for code in differences.STRAYS:
        for key in differences.load_strays(conn, code):
            yield Finding(code, key, "对应的行 (its counterpart)", "—")
    for row in differences.load_crossed_links(conn):
        yield Finding("case_order", f"duplicate_links {row.first}", "first < second", row.second)
    for name in sorted(differences.load_views(conn) - views.keys()):
        yield Finding("history_view", name, " ".join(views), name)
    for column, key in differences.load_broken_references(conn):
        yield Finding("reference", f"{column} {key}", key, "—")


def _check_steps(conn: Connection) -> Iterator[Finding]:
    for code, (_, expected) in approvals.UNSOUND.items():
        for key, stored in approvals.load_unsound(conn, code):
            yield Finding(code, f"approval_steps {key}", expected, stored)


def _check_stock(conn: Connection) -> Iterator[Finding]:
    for row in recount(conn):
        yield Finding("stock_sum", f"库存 stock {row.stock}", str(row.counted), str(row.counter))
    for beyond in differences.load_bounds(conn):
        where = f"库存 stock {beyond.key}"
        yield Finding("stock_bounds", where, f"0..{beyond.on_hand}", str(beyond.reserved))


def _check_trail(conn: Connection) -> Iterator[Finding]:
    for row in differences.load_unaudited(conn):
        where = f"{row.view} {row.key} rev {row.told.partition(',')[0]}"
        missing = "审计 (trail)" if row.balance > 0 else "历史 (history)"
        yield Finding("audit_differs", where, "各一条 (one of each)", f"{missing} {-abs(row.balance)}")
    broken = verify(conn)
    if broken is not None:
        where = f"第 {broken.number} 块 (audit_blocks {broken.number})"
        stored = f"{broken.found_rows} 行，内容不符 (rows, not as sealed)"
        yield Finding("audit_broken", where, f"{broken.expected_rows} 行 (rows)", stored)


def _check_requests(conn: Connection) -> Iterator[Finding]:
    for answers in load_answers(conn):
        readable = [answer for answer in answers if isinstance(answer, Answered)]
        for where in answers:
            if not isinstance(where, Answered):
                yield Finding("answer_missing", where, "回答 (an answer)", "—")
        written = [(answer.view, key, rev) for answer in readable for key, rev in answer.written]
        ids = [answer.submission for answer in readable if answer.submission]
        known = load_known(conn, written) if written else set()
        submissions = differences.load_submissions(conn, ids)
        yield from check_answers(readable, revisions=known, submissions=submissions)
    for row in differences.load_undone(conn):
        if row.undone_at is None or not is_readable(row.undo_answer):
            yield Finding("undo_answer", f"submissions {row.id}", "回答 (an answer)", shown(row.undone_at))


def _check_places(conn: Connection) -> Iterator[Finding]:
    highest = ceiling(conn)
    for column, stamp in differences.load_late_stamps(conn, highest):
        yield Finding("stamp", column, f"< {highest}", str(stamp))
    drawn = last_numbers(conn)
    for series, number in differences.load_order_numbers(conn).items():
        last = drawn.get(f"order_{series.removeprefix('SO')}", 0)
        if number > last:
            yield Finding("order_series", f"orders {series}…", f"≤ {last}", str(number))


def _check_users(conn: Connection) -> Iterator[Finding]:
    users = differences.load_customer_codes(conn)
    known = customers_by_code(conn, {code for _, code in users})
    for name, code in users:
        if code not in known:
            yield Finding("customer_code", f"users {name}", "客户编码 (a customer's code)", code)


def _check_dealings(conn: Connection) -> Iterator[Finding]:
    for row in dealings.load_missigned(conn):
        yield Finding("ledger_sign", f"ledger {row.key}", f"{row.kind} {row.amount}", str(row.owed))
    for row in dealings.load_waiver_strays(conn):
        yield Finding("waiver_stray", f"credit_waivers {row.order}", "它的订单 (its order)", row.customer)
    for row in dealings.load_unknown_units(conn):
        yield Finding("calendar_unit", f"calendar {row.key}", "生产单元 (a production unit)", row.unit)
