"""Values speak for a field, say nothing, or contradict it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.adoption.fits import fit
from sync.adoption.profiles import profile

if TYPE_CHECKING:
    from sync.fields.values import Cell

DAYS: list[Cell] = ["2026-11-03", "11月4日", "2026/11/5"]
PHONES: list[Cell] = ["13800000001", "0579-87654321", "13900000002"]
NUMBERS: list[Cell] = [100, "1,200", "3箱(每箱200)"]
CODES: list[Cell] = ["HX-01", "A1002", "P-10022"]
NAMES: list[Cell] = ["螺栓", "球阀", "把手"]
COMPANIES: list[Cell] = ["宏远机械有限公司", "金泰五金厂", "立新商行"]
TERMS: list[Cell] = ["月结30天", "款到发货", "预付30%"]
ADDRESSES: list[Cell] = ["永康市东城街道1号", "中山市古镇镇中兴路", "慈溪市周巷镇环城北路"]
UNITS: list[Cell] = ["只", "个", "PCS"]
PEOPLE: list[Cell] = ["王丽", "小陈", "李经理"]
URGENT: list[Cell] = ["加急", "普通", "急"]
POS: list[Cell] = ["PO2611001", "PO-33", "4500118833"]
SEQUENCE: list[Cell] = [1, 2, 3]

SPEAK_FOR = {
    "quantity": (NUMBERS,),
    "unit_price": (NUMBERS,),
    "amount": (NUMBERS,),
    "shipped": (NUMBERS,),
    "requested_on": (DAYS, [46329, 46330, 46331]),
    "phone": (PHONES,),
    "product": (CODES,),
    "product_name": (NAMES,),
    "customer": (COMPANIES, NAMES),
    "unit": (UNITS,),
    "payment_terms": (TERMS,),
    "ship_to": (ADDRESSES,),
    "customer_po": (POS,),
    "salesperson": (PEOPLE,),
    "priority": (URGENT,),
    "line_no": (SEQUENCE,),
}
CONTRADICT = {
    "quantity": (DAYS, PHONES, NAMES),
    "unit_price": (DAYS, PHONES, NAMES),
    "shipped": (NAMES,),
    "requested_on": (NUMBERS, NAMES),
    "phone": (NAMES, NUMBERS),
    "product": (DAYS, PHONES, UNITS, SEQUENCE, ADDRESSES),
    "product_name": (NUMBERS, DAYS, UNITS),
    "spec": (DAYS, PHONES, UNITS),
    "customer": (DAYS, PHONES, NUMBERS, TERMS),
    "unit": (COMPANIES, NUMBERS, NAMES),
    "payment_terms": (NUMBERS, DAYS),
    "ship_to": (NUMBERS, PHONES),
    "remark": (NUMBERS, DAYS, PHONES),
    "customer_po": (DAYS, NAMES, SEQUENCE),
    "order_no": (POS, SEQUENCE),
    "salesperson": (COMPANIES, DAYS),
    "priority": (NUMBERS, ADDRESSES),
    "line_no": (NAMES, PHONES),
    "status": (NUMBERS, PHONES),
}


@pytest.mark.parametrize("key", SPEAK_FOR)
def test_what_looks_like_the_field_speaks_for_it(key: str) -> None:
    assert all(fit(key, profile(cells)) > 0 for cells in SPEAK_FOR[key])


@pytest.mark.parametrize("key", CONTRADICT)
def test_what_looks_like_another_contradicts(key: str) -> None:
    assert all(fit(key, profile(cells)) < 0 for cells in CONTRADICT[key])


@pytest.mark.parametrize("key", sorted(SPEAK_FOR.keys() | CONTRADICT.keys()))
def test_an_empty_column_says_nothing(key: str) -> None:
    assert fit(key, profile([None, "", None])) == 0.0
