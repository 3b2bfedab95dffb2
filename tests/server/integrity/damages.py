"""What a careless hand or a bad disk may do to tables: statements, each with the findings it must cause.

`{held}` and the like stand for keys of the office that `test_damage` fills.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Damage:
    """A statement and the codes that must be among the findings."""

    statement: str
    codes: tuple[str, ...]


def _line(change: str, *codes: str, where: str = "{line}") -> Damage:
    return Damage(f"UPDATE order_lines SET {change} WHERE key = '{where}'", codes)  # noqa: S608 - our words


def _order(change: str, *codes: str, where: str = "{line}") -> Damage:
    return Damage(f"UPDATE orders SET {change} WHERE key = '{where}'", codes)  # noqa: S608 - our words


def _step(order: str, state: str, *codes: str, by: str = "NULL") -> Damage:
    columns = 'key, rev, stamp, "order", step, role, place, hours, state, opened_at, decision, decided_by'
    values = f"'s', 1, 1, '{order}', '终审', 'finance', 30, 4000000, '{state}', '2026-11-24T00:00:00.000000Z'"
    statement = f"INSERT INTO approval_steps ({columns}) VALUES ({values}, '同意', {by})"  # noqa: S608 - our words
    return Damage(statement, codes)


DAMAGES = (
    _step("{draft}", "open", "step_stage"),
    _step("{short}", "open", "step_held"),
    _step("{line}", "paused", "step_paused"),
    _step("{line}", "passed", "step_own", by="'王芳'"),
    _order("stage = 'approved'", "step_none", "step_stock", "history_replay"),
    _line("amount = amount + 1", "amount", "history_replay"),
    _line("quantity = quantity + 1000000", "amount", "history_replay", "reservation"),
    _line("quantity = NULL", "line_incomplete", "amount"),
    _line("rev = rev + 1", "history_gap"),
    _line("stamp = stamp + 1", "history_stamp"),
    _line("stamp = stamp + 100000", "stamp"),
    _line("changed_by = '小偷'", "changed_by"),
    _line("line_no = 3", "line_number"),
    _line("line_no = NULL", "line_number"),
    _line("cover = NULL", "cover"),
    _line("cover = 'promised'", "commitment"),
    _line("cancelled = NOT cancelled", "stage", "cover_stray"),
    _line("\"order\" = 'nowhere'", "reference", "no_lines"),
    _line("cancelled = NOT cancelled", "stage", where="{ended}"),
    _line("remark = '改过'", "history_replay"),
    _line("product = '{product}'", "reservation", "history_replay"),
    _order("order_no = 'SO2613001'", "order_number"),
    _order("order_no = 'SO26119999'", "order_series", "history_replay"),
    _order("order_no = 'SO26110099'", "order_number", where="{draft}"),
    _order("stage = 'draft'", "order_number", "line_number", "cover_stray"),
    _order("phone = '13711111111'", "phone_mask"),
    _order("customer_po = 'X-1'", "bundle"),
    _order("bundle = 'X-1'", "bundle"),
    _order("stage = 'cancelled'", "hold_stage", "case_live", where="{twin}"),
    Damage("DELETE FROM order_lines WHERE key = '{line}'", ("no_lines", "history_row", "reservation_stray")),
    Damage("DELETE FROM order_lines WHERE key = '{promised}'", ("commitment_stray", "book_row")),
    Damage("DELETE FROM reservations WHERE line = '{line}'", ("reservation_lost", "stock_sum")),
    Damage("DELETE FROM commitments WHERE line = '{promised}'", ("commitment",)),
    Damage(
        "UPDATE reservations SET quantity = quantity + 1 WHERE line = '{line}'", ("reservation", "stock_sum")
    ),
    Damage("UPDATE stock SET reserved = reserved - 1000000", ("stock_sum",)),
    Damage("UPDATE stock SET reserved = -1", ("stock_bounds",)),
    Damage("DELETE FROM order_holds WHERE kind = 'stock'", ("cover", "history_replay")),
    Damage("DELETE FROM order_holds WHERE kind = 'duplicate'", ("case_held", "cover")),
    Damage("UPDATE order_holds SET line = 'nowhere' WHERE kind = 'stock'", ("hold_line",)),
    Damage("DELETE FROM duplicate_links", ("case_missing",)),
    Damage("UPDATE duplicate_links SET first = second, second = first", ("case_order",)),
    Damage("DELETE FROM revisions WHERE key = '{line}'", ("history_gap", "audit_differs", "answer_row")),
    Damage("DELETE FROM revisions WHERE key = '{edited}' AND rev = 2", ("history_gap",)),
    Damage("UPDATE revisions SET delta = '{{}}' WHERE key = '{edited}' AND rev = 2", ("history_replay",)),
    Damage(
        "UPDATE revisions SET delta = replace(delta, '\"20\"', '\"21\"') WHERE key = '{edited}' AND rev = 1",
        ("history_chain",),
    ),
    Damage("UPDATE revisions SET view = 'bookings' WHERE key = '{line}'", ("history_view",)),
    Damage("DELETE FROM submissions WHERE id = '{submission}'", ("history_submission", "answer_submission")),
    Damage("DELETE FROM audit_rows WHERE subject = '{line}'", ("audit_differs", "audit_broken")),
    Damage(
        "UPDATE audit_rows SET actor = '小偷' WHERE subject = '{line}'", ("audit_differs", "audit_broken")
    ),
    Damage(
        'INSERT INTO ledger (key, rev, stamp, ended, customer, kind, amount, owed, "on", due_on)'
        " VALUES ('entry', 1, 0, false, 'nobody', '收款', 100, 100, '2026-11-01', '2026-11-01')",
        ("ledger_sign", "reference"),
    ),
    Damage(
        'INSERT INTO credit_waivers ("order", customer, amount, by, at)'
        " VALUES ('{line}', 'nobody', 100, '小偷', '2026-11-24T01:00:00.000000Z')",
        ("waiver_stray", "reference"),
    ),
    Damage(
        "INSERT INTO calendar_days (key, rev, stamp, ended, date, unit, hours)"
        " VALUES ('day', 1, 0, false, '2026-12-01', 'L9', 0)",
        ("calendar_unit",),
    ),
    Damage("UPDATE order_own_before SET submission = 'nowhere'", ("own_submission",)),
    Damage("UPDATE order_own SET line = 'nowhere'", ("reference",)),
    _line("tags = '加急'", "history_replay"),
    Damage("UPDATE requests SET answer = NULL", ("answer_missing",)),
    Damage("UPDATE submissions SET undo_answer = NULL", ("undo_answer",)),
    Damage("DELETE FROM customer_names WHERE rank = 0", ("names",)),
    Damage("UPDATE customers SET \"natural\" = 'C77' WHERE code = 'C2'", ("natural",)),
    Damage("UPDATE customers SET level = 'A' WHERE code = 'C2'", ("history_replay",)),
    Damage("UPDATE users SET customer = 'C0' WHERE name = 'shop'", ("customer_code", "history_replay")),
    Damage("DELETE FROM users WHERE name = 'shop'", ("history_row", "reference")),
)
