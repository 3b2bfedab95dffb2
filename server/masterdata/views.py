"""The sheets of master data: customers, products, prices, warehouses, payment terms, rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.masterdata import store
from server.masterdata.links import TO_CUSTOMER, TO_PRODUCT, TO_TERMS, TO_WAREHOUSE
from server.masterdata.models import (
    CUSTOMER_NAMES,
    CUSTOMERS,
    PAYMENT_TERMS,
    PRICES,
    PRODUCT_NAMES,
    PRODUCTS,
    RULES,
    WAREHOUSES,
)
from server.masterdata.rules.folding import fold
from server.masterdata.rules.settings import SETTING_BY_NAME
from server.views.table import TableView
from sync.fields import masterdata as fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.views.contract import Context, Touched, View
    from server.views.drafts import Draft

NEW = {"active": "true"}
ALIAS_ENDS = "；"


OnLimits = Callable[["Connection", Collection[str], "Context"], "Sequence[Touched]"]
"""Told the customers (keys) whose credit limit changed; lets orders go that credit holds no more."""


def _nobody(_conn: Connection, _customers: Collection[str], _context: Context) -> Sequence[Touched]:
    return ()


@dataclass(frozen=True, kw_only=True)
class CustomersView(TableView):
    """Customers; the names they go by are kept beside them for look-up."""

    on_limits: OnLimits = _nobody

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Keep code, name and aliases, and tell whose credit limit changed."""
        store.save_names(
            conn, CUSTOMER_NAMES, {draft.edit.key: customer_names(draft.row) for draft in drafts}
        )
        limits = {
            draft.edit.key for draft in drafts if not draft.fresh and "credit_limit" in draft.edit.changes
        }
        return self.on_limits(conn, limits, context) if limits else ()


@dataclass(frozen=True, kw_only=True)
class ProductsView(TableView):
    """Products; the names they go by are kept beside them for look-up."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse a step of zero: nothing is a multiple of it."""
        for draft in drafts:
            if draft.row["unit_step"] == 0:
                draft.refuse("bad_value", "unit_step", text="0", expected="大于 0 的数字，或留空")

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Keep code, name with spec, and name."""
        store.save_names(conn, PRODUCT_NAMES, {draft.edit.key: product_names(draft.row) for draft in drafts})
        return ()


@dataclass(frozen=True, kw_only=True)
class PricesView(TableView):
    """Agreed prices: for one customer or one level."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse a price for nobody or for both sides, and one that ends before it begins."""
        for draft in drafts:
            if not draft.rejected and not draft.row["ended"]:
                _check_price(draft)


@dataclass(frozen=True, kw_only=True)
class RulesView(TableView):
    """Business rules: the list is fixed, the values are edited."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse an unknown rule, and a value that does not fit its rule."""
        for draft in drafts:
            if not draft.rejected and not draft.row["ended"]:
                _check_rule(draft)


def customer_names(row: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return what a customer goes by, each with its rank."""
    if row["ended"]:
        return []
    aliases = [part for part in (row["aliases"] or "").split(ALIAS_ENDS) if part]
    return [(0, row["code"]), (1, row["name"]), *((2, alias) for alias in aliases)]


def product_names(row: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return what a product goes by, each with its rank."""
    if row["ended"]:
        return []
    with_spec = [(1, f"{row['name']} {row['spec']}")] if row["spec"] else []
    return [(0, row["code"]), *with_spec, (2, row["name"])]


def _check_price(draft: Draft) -> None:
    row = draft.row
    if row["customer"] is None and row["level"] is None:
        draft.refuse("required", "customer", label="客户名称或客户等级")
    if row["customer"] is not None and row["level"] is not None:
        draft.refuse("bad_value", "level", text=row["level"], expected="空白：客户与客户等级二选一")
    if (row["from_on"] or dt.date.min) > (row["to_on"] or dt.date.max):
        expected = f"{row['from_on']} 或以后的日期"
        draft.refuse("bad_value", "to_on", text=str(row["to_on"]), expected=expected)


def _check_rule(draft: Draft) -> None:
    name, value = draft.row["name"], draft.row["value"]
    setting = SETTING_BY_NAME.get(name)
    if setting is None:
        draft.refuse("bad_value", "name", text=name, expected="、".join(SETTING_BY_NAME))
        return
    draft.put(fields.RULES.field("title"), setting.title)
    try:
        setting.read(value)
    except ValueError:
        draft.refuse("bad_value", "value", text=value, expected=setting.expected)


def customers_view(*, on_limits: OnLimits = _nobody) -> View:
    """Return the view of customers; `on_limits` is told whose credit limit changed."""
    return CustomersView(
        spec=fields.CUSTOMERS,
        table=CUSTOMERS,
        links={"payment_terms": TO_TERMS},
        defaults=NEW,
        natural=("code",),
        fold=fold,
        on_limits=on_limits,
    )


OTHERS: tuple[View, ...] = (
    ProductsView(
        spec=fields.PRODUCTS,
        table=PRODUCTS,
        links={"warehouse": TO_WAREHOUSE},
        defaults={"tax_rate": "0.13", "supply_mode": "现货", **NEW},
        natural=("code",),
        fold=fold,
    ),
    PricesView(
        spec=fields.PRICES,
        table=PRICES,
        links={"customer": TO_CUSTOMER, "product": TO_PRODUCT},
        defaults=NEW,
    ),
    TableView(
        spec=fields.WAREHOUSES,
        table=WAREHOUSES,
        natural=("code",),
        fold=fold,
    ),
    TableView(
        spec=fields.PAYMENT_TERMS,
        table=PAYMENT_TERMS,
        defaults=NEW,
        natural=("name",),
        fold=fold,
    ),
    RulesView(spec=fields.RULES, table=RULES, natural=("name",), fold=fold),
)
VIEWS: tuple[View, ...] = (customers_view(), *OTHERS)
"""All sheets of master data, told to nobody; wiring puts a view of customers that tells of limits first."""
