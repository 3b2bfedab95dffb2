"""What capacity and credit answer, in the words of the to-do sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.approvals.ports import Evidence
from server.capacity.rules.records import REASONS
from server.orders.service import crediting, planning
from server.views.cells import decimal_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from server.capacity.rules.records import Evidence as Hours
    from server.credit.rules.records import Standing

_TENTH = Decimal("0.1")


def capacity(conn: Connection, lines: Collection[str], now: dt.datetime) -> Mapping[str, Evidence]:
    """Return by order line (key) hours needed and free, and the day that can be promised."""
    found = planning.evidence(conn, lines, now=now)
    return {key: Evidence(words=_hours(one), promised_on=one.promised_on) for key, one in found.items()}


def credit(conn: Connection, orders: Collection[str], now: dt.datetime) -> Mapping[str, str]:
    """Return by order (key) how its customer stands with it."""
    found = crediting.standings(conn, orders, now=now)
    return {key: _standing(one) for key, one in found.items()}


def _hours(one: Hours) -> str:
    if one.hours_needed == 0:
        return "有货，不用生产"
    if one.hours_needed is None or one.hours_free is None:
        return REASONS[one.reason][0] if one.reason else ""
    needed, free = _plain(one.hours_needed), _plain(one.hours_free)
    return f"{one.unit_name or one.unit} 需 {needed} 时，可用 {free} 时{'' if one.fits else '，不够'}"


def _standing(one: Standing) -> str:
    if one.limit is None:
        return "没有设信用额度"
    overdue = f"，逾期 {one.overdue_days} 天" if one.overdue_days > 0 else ""
    return f"额度 {_money(one.limit)}，占用 {_money(one.exposure)}{overdue}"


def _plain(hours: Decimal) -> str:
    return decimal_text(hours.quantize(_TENTH))


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00")
