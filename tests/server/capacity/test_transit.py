"""Days on the road by the place an address begins with."""

from __future__ import annotations

import pytest

from server.capacity.rules.transit import days_on_road, spellings

PLACES = spellings({"江苏": 2, "江苏苏州": 1, "浙江省": 3, "上海市": 1, "新疆维吾尔自治区": 7, "广东深圳": 4})


@pytest.mark.parametrize(
    ("ship_to", "days"),
    [
        ("江苏南京市玄武区", 2),
        ("江苏省苏州市星湖街1号", 1),
        ("苏州星湖街 1 号", 1),
        ("浙江杭州", 3),
        ("上海浦东新区", 1),
        ("新疆乌鲁木齐", 7),
        ("广东深圳市", 4),
        ("广东广州市", None),
        ("西藏拉萨", None),
    ],
)
def test_the_longest_place_that_the_address_begins_with_counts(ship_to: str, days: int | None) -> None:
    assert days_on_road(ship_to, None, PLACES) == days


def test_the_customers_region_helps_where_the_address_says_nothing() -> None:
    assert days_on_road("星湖街 1 号", "江苏苏州", PLACES) == 1
    assert days_on_road(None, "浙江", PLACES) == 3
    assert days_on_road(None, None, PLACES) is None


def test_a_place_without_a_name_fits_nothing() -> None:
    assert days_on_road("苏州", None, spellings({"省": 9})) is None
