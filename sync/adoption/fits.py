"""How well the values of a column suit a field: 1 speaks for it, 0 says nothing, -1 contradicts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sync.adoption.profiles import Profile

MOST, HALF, FEW = 0.7, 0.5, 0.3


def fit(key: str, values: Profile) -> float:
    """Return how well values suit a field, -1 to 1; an empty column says nothing."""
    if not values.count:
        return 0.0
    return _FITS.get(key, _words)(values)


def _quantity(values: Profile) -> float:
    if values.number < HALF or values.date >= MOST or values.phone >= HALF:
        return -1.0
    return 0.8 if values.number >= MOST and values.whole >= MOST else 0.3


def _price(values: Profile) -> float:
    if values.number < HALF or values.date >= MOST or values.phone >= HALF:
        return -1.0
    return 0.6 if values.number >= MOST else 0.2


def _counted(values: Profile) -> float:
    return -1.0 if values.number < HALF or values.date >= MOST else 0.4


def _day(values: Profile) -> float:
    if values.date + values.maybe_day >= MOST:
        return 1.0
    return -1.0 if values.date + values.maybe_day + values.day_word < FEW else 0.0


def _phone(values: Profile) -> float:
    if values.phone >= MOST:
        return 1.0
    return -1.0 if values.phone < FEW else 0.0


def _product(values: Profile) -> float:
    if values.date >= HALF or values.phone >= HALF or values.unit >= MOST or values.sequence:
        return -1.0
    if values.code >= MOST:
        return 0.9
    if values.number >= MOST or values.address >= MOST:
        return -0.6
    return 0.0


def _name(values: Profile) -> float:
    if values.number >= HALF or values.date >= HALF or values.phone >= HALF or values.unit >= MOST:
        return -1.0
    return 0.7 if values.chinese >= HALF and values.code < HALF else 0.0


def _spec(values: Profile) -> float:
    return -1.0 if values.date >= MOST or values.phone >= HALF or values.unit >= MOST else 0.0


def _customer(values: Profile) -> float:
    if values.date >= HALF or values.phone >= HALF or values.unit >= MOST or values.terms >= MOST:
        return -1.0
    if values.number >= MOST:
        return -0.8
    return 0.8 if values.company >= HALF else (0.4 if values.chinese >= HALF else 0.0)


def _unit(values: Profile) -> float:
    if values.unit >= MOST:
        return 1.0
    return -1.0 if values.length > 4 or values.number >= HALF else -0.5  # noqa: PLR2004  no unit has five letters


def _terms(values: Profile) -> float:
    if values.terms >= HALF:
        return 1.0
    return -1.0 if values.number >= HALF or values.date >= HALF or values.phone >= HALF else -0.2


def _address(values: Profile) -> float:
    if values.number >= HALF or values.date >= HALF or values.phone >= HALF:
        return -1.0
    return 0.9 if values.address >= HALF else 0.0


def _remark(values: Profile) -> float:
    if values.count < 3:  # noqa: PLR2004  remarks are rare, and two of them may be anything
        return 0.0
    return -0.9 if max(values.number, values.date, values.phone) >= MOST else 0.2


def _own_number(values: Profile) -> float:
    if values.date >= HALF or values.chinese >= MOST or values.phone >= MOST:
        return -1.0
    if values.sequence or values.length < 3:  # noqa: PLR2004  no order number has two letters
        return -0.8
    return 0.5 if values.code >= MOST or values.po >= HALF else 0.0


def _customer_po(values: Profile) -> float:
    found = _own_number(values)
    return 1.0 if found > 0 and values.po >= HALF else found


def _order_no(values: Profile) -> float:
    return -0.4 if values.po >= HALF else _own_number(values)


def _person(values: Profile) -> float:
    if values.number >= HALF or values.date >= HALF or values.company >= HALF or values.phone >= HALF:
        return -1.0
    return 0.6 if values.person >= MOST else 0.0


def _priority(values: Profile) -> float:
    if values.urgent >= HALF:
        return 0.9
    return -0.8 if values.number >= HALF or values.date >= HALF or values.length > 6 else 0.0  # noqa: PLR2004


def _line(values: Profile) -> float:
    return 0.4 if values.number >= MOST and values.whole >= MOST and values.length < 4 else -1.0  # noqa: PLR2004


def _words(values: Profile) -> float:
    return -0.9 if max(values.number, values.date, values.phone) >= MOST else 0.1


_FITS: Mapping[str, Callable[[Profile], float]] = MappingProxyType(
    {
        "quantity": _quantity,
        "unit_price": _price,
        "amount": _price,
        **dict.fromkeys(("paid", "shipped", "invoiced", "available"), _counted),
        **dict.fromkeys(("requested_on", "ordered_at", "promised_on", "changed_at"), _day),
        "phone": _phone,
        "product": _product,
        "product_name": _name,
        "spec": _spec,
        "customer": _customer,
        "unit": _unit,
        "payment_terms": _terms,
        "ship_to": _address,
        "remark": _remark,
        "customer_po": _customer_po,
        "order_no": _order_no,
        "order_mark": _own_number,
        **dict.fromkeys(("salesperson", "changed_by"), _person),
        "priority": _priority,
        "line_no": _line,
    }
)
