"""Forty order rows as people type them, with what the server answers to each: every outcome is among them.

They are pressed against the sample master data, after `earlier_rows` of another clerk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sync.fields.values import Cell
from workbooks.samples.customers import customer_rows
from workbooks.samples.days import ONE_DAY, free_day, working_day
from workbooks.samples.master_data import product_label
from workbooks.samples.products import DISCONTINUED, EMPTY, SHORT, product_rows

if TYPE_CHECKING:
    import datetime as dt

OrderRow: TypeAlias = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sample:
    """A row as typed; the outcome expected (None: not sent, it is no order yet) and codes of its problems."""

    typed: OrderRow
    outcome: str | None
    codes: tuple[str, ...] = ()


_NEEDED = ("customer", "product", "quantity", "requested_on")


def _typed(*needed: Cell, **more: Cell) -> OrderRow:
    """Return a row from customer, product, quantity, date and whatever else was typed."""
    return dict(zip(_NEEDED, needed, strict=True)) | more


def _created(row: OrderRow, *codes: str) -> Sample:
    return Sample(row, "created", codes)


def _held(row: OrderRow, *codes: str) -> Sample:
    return Sample(row, "held", codes)


def _rejected(row: OrderRow, *codes: str) -> Sample:
    return Sample(row, "rejected", codes)


def order_samples(today: dt.date) -> list[Sample]:
    """Return the forty rows; dates lie around `today`."""
    return [
        *_plain(today),
        *_refused(today),
        *_warned(today),
        *_waiting(today),
        *_grouped(today),
        *_odd(today),
    ]


def earlier_rows(today: dt.date) -> list[OrderRow]:
    """Return two rows that another clerk entered before: the forty meet their PO numbers again."""
    noon = f"{(today - ONE_DAY).isoformat()} 11:20"
    date = working_day(today, 8).isoformat()
    return [
        _typed(_name(5), "HG-350", 300, date, customer_po="SY-7731", ordered_at=noon),
        _typed(_name(6), "SD-10", 80, date, customer_po="ZF-0902", ordered_at=noon),
    ]


def _plain(today: dt.date) -> list[Sample]:
    """Return rows without fault, typed in many ways: three of one order, short names, dates, numbers."""
    soon = working_day(today, 6)
    iso, po, wish = soon.isoformat(), "QM-2611-08", "送货前一天电话联系"
    rows = (
        _typed(_name(1), _label("XD-24"), 120, iso, customer_po=po, remark=wish),
        _typed(_name(1), _label("XD-36"), "1,200", iso, customer_po=po),
        _typed(_name(1), "TD-05", "６００", iso, customer_po=po),
        _typed("恒泰五金", "HY-4030", "1.2千", f"{soon.month}.{soon.day:02}", unit_price=1.88),
        _typed("C003", "MB-3030", 200, f"{soon.month}月{soon.day}日", phone="138-0000-0003"),
        _typed("佳禾装饰", "DD-COB", 500, f"{soon.month}/{soon.day}", unit_price="¥12.80"),
        _typed(_name(8), "SJ-1", 60, soon.strftime("%Y.%m.%d"), unit_price=56, remark="要黑色"),
        _typed("江海照明", "ＱＰ－０９", 2000, soon.strftime("%Y%m%d"), phone="+86 138 0000 0012"),
        _typed(_name(18), "HG-500", "800", iso, payment_terms="月结30天", unit_price="19.8"),
    )
    return [_created(row) for row in rows]


def _refused(today: dt.date) -> list[Sample]:
    """Return rows the server does not take, one fault each."""
    soon = working_day(today, 7).isoformat()
    past = (today - 3 * ONE_DAY).isoformat()
    return [
        _rejected(_typed("苏州启民灯饰", "XD-24", 50, soon), "unknown_customer"),
        _rejected(_typed("义乌金达五金商行", "LS-3516", 5000, soon), "ambiguous_customer"),
        _rejected(_typed(_name(7), "XD-240", 50, soon), "unknown_product"),
        _rejected(_typed(_name(9), "LED面板灯", 30, soon), "ambiguous_product"),
        _rejected(_typed(_name(10), DISCONTINUED, 100, soon), "inactive_product"),
        _rejected(_typed(_name(11), "TD-09", "约三百", soon), "bad_quantity"),
        _rejected(_typed(_name(13), "LS-4230", 150, soon), "quantity_step"),
        _rejected(_typed(_name(14), "SD-15", 40, soon, unit_price=30), "price_below_floor"),
        _rejected(_typed(_name(15), "XT-1000", 20, past), "date_past"),
        _rejected(_typed(_name(16), "DD-5050", 100, "下周三"), "bad_date"),
        _rejected(_typed(_name(17), "HY-3025", 500, soon, payment_terms="月底"), "bad_terms"),
        _rejected(_typed(_name(10), "TD-12", 60, soon, payment_terms="月结60天"), "terms_not_allowed"),
        _rejected(_typed(_name(19), "MB-3060", 40, None), "required"),
    ]


def _warned(today: dt.date) -> list[Sample]:
    """Return rows that are taken with a word of warning."""
    soon = working_day(today, 7).isoformat()
    rest = free_day(today, 5).isoformat()
    return [
        _created(_typed(_name(20), "SD-20", 30, soon, unit_price=75), "price_deviation"),
        _created(_typed(_name(23), "QP-12", 3000, rest), "free_day"),
        _created(_typed(_name(24), "XD-48", 90, soon, phone="12345"), "bad_phone"),
        _created(_typed(_name(25), "HG-400", 260, soon, amount=3000), "amount_mismatch"),
        _created(_typed(_name(6), "SD-07", 40, soon, customer_po="ZF-0902"), "joined_order"),
    ]


def _waiting(today: dt.date) -> list[Sample]:
    """Return rows that are taken and wait for a person: short stock, suspected duplicates."""
    soon, late = (working_day(today, ahead).isoformat() for ahead in (4, 8))
    early, later = (f"{(today - ONE_DAY).isoformat()} {clock}" for clock in ("10:02", "10:05"))
    phone = "13900002727"
    return [
        _held(_typed(_name(26), SHORT, 1200, soon), "stock_short"),
        _held(_typed(_name(27), EMPTY, 25, soon), "stock_short"),
        _held(_typed(_name(27), "DD-220", 250, late, ordered_at=early, phone=phone), "duplicate_order"),
        _held(_typed(_name(27), "DD-220", 260, late, ordered_at=later, phone=phone), "duplicate_order"),
        _held(_typed(_name(5), "HG-350", 300, late, customer_po="SY-7731"), "duplicate_po"),
    ]


def _grouped(today: dt.date) -> list[Sample]:
    """Return orders of two rows: a good row beside a bad one, rows that disagree, rows with a common mark."""
    soon = working_day(today, 9).isoformat()
    good, apart, place = "JC-1188", "JZ-5520", "广东省广州市示例路 9 号 3 号门"
    return [
        _rejected(_typed(_name(28), "TG-30", 45, soon, customer_po=good), "order_rejected"),
        _rejected(_typed(_name(28), "TG-150", 0, soon, customer_po=good), "bad_quantity"),
        _rejected(
            _typed(_name(29), "XD-18", 80, soon, customer_po=apart, phone="13800000029"),
            "order_fields_differ",
        ),
        _rejected(
            _typed(_name(29), "XD-72", 20, soon, customer_po=apart, phone="13700000029"),
            "order_fields_differ",
        ),
        _created(_typed("粤海灯饰", "MB-6060", 150, soon, order_mark="甲", priority="加急", ship_to=place)),
        _created(_typed("粤海灯饰", "MB-6012", 36, soon, order_mark="甲")),
    ]


def _odd(today: dt.date) -> list[Sample]:
    """Return a draft, and a row that is not yet an order."""
    soon = working_day(today, 12).isoformat()
    return [
        _created(_typed("晨星旗舰店", "QP-18", 500, soon, action="暂存", remark="=等客户确认颜色")),
        Sample(_typed("老王五金", None, None, None, remark="明天报数量"), None),
    ]


def _name(number: int) -> str:
    return str(customer_rows()[number - 1]["name"])


def _label(code: str) -> str:
    return product_label(next(row for row in product_rows() if row["code"] == code))
