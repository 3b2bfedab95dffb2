"""Quantity, price and amount of one line held against each other: doubts that sums raise, settle or fill."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from sync.adoption.reading import NOTHING, Parsed
from sync.fields.numbers import decimal_text
from sync.rows.letters import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.adoption.grid import GridRow

_PRODUCT = re.compile(
    r"=?(?:ROUND\()?\$?([A-Z]{1,3})\$?(\d+)\*\$?([A-Z]{1,3})\$?(\d+)(?:,2\))?", re.IGNORECASE
)
_MANY_PIECES = re.compile(r"千.+|万.+|百.+|k|kpcs|打|罗|箱|kpc", re.IGNORECASE)
_CENT = Decimal("0.01")
_NEAR_ENOUGH = Decimal("0.011")


def check_sums(cells: Mapping[int, Parsed], by_field: Mapping[str, int], row: GridRow) -> dict[int, Parsed]:
    """Return the cells of a line with what its sums say of them.

    An amount that is the formula quantity × price is worked out where nobody has. Packs multiplied out are
    sure when the amount agrees. An amount that does not agree is doubtful, and so is a quantity whose unit
    holds many pieces.
    """
    found = dict(cells)
    places = {key: by_field[key] for key in ("quantity", "unit_price", "amount") if key in by_field}
    if len(places) == 3:  # noqa: PLR2004  all three
        _work_out(found, places, row)
        _compare(found, places)
    unit = found.get(by_field.get("unit", 0), NOTHING).value
    if unit and _MANY_PIECES.fullmatch(unit.strip()) and "quantity" in places:
        _doubt(found, places["quantity"])
    return found


def _work_out(found: dict[int, Parsed], places: Mapping[str, int], row: GridRow) -> None:
    quantity, price = found[places["quantity"]], found[places["unit_price"]]
    formula = _PRODUCT.fullmatch((row.formulas.get(places["amount"]) or "").replace(" ", ""))
    known = found[places["amount"]].value not in {None, "0"}  # 0 is what some programs write unasked
    if known or formula is None or quantity.value is None or price.value is None:
        return
    factors = {(formula[1].upper(), int(formula[2])), (formula[3].upper(), int(formula[4]))}
    if factors == {(column_letters(places[key]), row.number) for key in ("quantity", "unit_price")}:
        product = (Decimal(quantity.value) * Decimal(price.value)).quantize(_CENT, ROUND_HALF_UP)
        amount = decimal_text(format(product, "f"))
        found[places["amount"]] = Parsed(amount, doubtful=quantity.doubtful or price.doubtful)


def _compare(found: dict[int, Parsed], places: Mapping[str, int]) -> None:
    quantity, price, amount = (found[places[key]] for key in ("quantity", "unit_price", "amount"))
    if quantity.value is None or price.value is None or amount.value is None:
        return
    off = abs(Decimal(quantity.value) * Decimal(price.value) - Decimal(amount.value))
    if off > _NEAR_ENOUGH:
        _doubt(found, places["amount"])
    elif not amount.doubtful and Decimal(quantity.value) > 0:
        found[places["quantity"]] = replace(quantity, doubtful=False)


def _doubt(found: dict[int, Parsed], column: int) -> None:
    found[column] = replace(found[column], doubtful=True)
