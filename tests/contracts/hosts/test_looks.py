"""What every host sees of colours and merged cells, and how it lets a sheet look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.bridge import messages as m
from tests.contracts.hosts.coloured import MERGED, SEEN, cells_of

if TYPE_CHECKING:
    from addin.hosts.port import Host
    from tests.contracts.hosts.books import Maker

WHOLE = m.Range("订单", 1, 1, 0, 0)


@pytest.fixture
def host(maker: Maker) -> Host:
    """Open the coloured book."""
    return maker.coloured()


def seen(host: Host, area: m.Range = WHOLE) -> m.CellBlock:
    return host.snapshot([m.Need(area, looks=True)]).blocks[0]


def test_colours_are_seen_in_rgb_however_they_were_named(host: Host) -> None:
    assert cells_of(seen(host)) == SEEN


def test_merged_cells_are_seen_whole_where_they_reach_into_the_range(host: Host) -> None:
    assert seen(host).merged == MERGED
    assert seen(host, m.Range("订单", 4, 4, 5, 4)).merged == MERGED[:1]


def test_what_nobody_asked_for_is_not_looked_at(host: Host) -> None:
    plain = host.snapshot([m.Need(WHOLE)]).blocks[0]
    assert (plain.paints, plain.merged) == ([], [])


def test_colours_of_a_part_are_those_of_its_cells(host: Host) -> None:
    found = seen(host, m.Range("订单", 3, 2, 5, 3))
    assert cells_of(found) == {
        ("fill", "FFC000"): {(3, 2)},
        ("fill", "FFFF00"): {(4, 2)},
        ("font", "FF0000"): {(5, 2)},
        ("font", "0000FF"): {(5, 3)},
    }


def test_many_runs_of_rows_look_as_each_does_alone(host: Host) -> None:
    areas = [m.Range("订单", row, 1, row, 4) for row in (*range(1, 10), *range(1, 10), 3)]
    together = host.snapshot([m.Need(area, looks=True) for area in areas]).blocks
    for area, found in zip(areas, together, strict=True):
        alone = seen(host, area)
        assert (cells_of(found), found.merged) == (cells_of(alone), alone.merged)


def test_paint_is_there_after_saving_and_goes_again(maker: Maker, host: Host) -> None:
    host.apply(m.Paint(m.Range("订单", 8, 1, 9, 2), "fill", "92D050"))
    host.apply(m.Paint(m.Range("订单", 9, 1, 9, 1), "font", "7030A0"))
    host.apply(m.Paint(m.Range("订单", 2, 1, 2, 2), "fill", None))
    host.apply(m.Paint(m.Range("订单", 7, 4, 7, 4), "font", None))
    host.apply(m.Save())
    found = cells_of(seen(maker.again(host)))
    assert found["fill", "92D050"] == {(8, 1), (8, 2), (9, 1), (9, 2)}
    assert found["font", "7030A0"] == {(9, 1)}
    assert found["fill", "FFC000"] == {(3, 1), (3, 2)}
    assert found["font", "FF0000"] == {(5, 2)}
    assert found["fill", "00B0F0"] == {(7, 4)}


def test_hidden_columns_keep_what_they_hold(maker: Maker, host: Host) -> None:
    host.apply(m.Hide("订单", 3, 3))
    host.apply(m.Hide("订单", 7, 12))
    host.apply(m.Save())
    again = maker.again(host)
    hidden = {column for column in range(1, 15) if maker.look(again, "订单", (1, column)).hidden}
    assert hidden == {3, 7, 8, 9, 10, 11, 12}
    assert seen(again, m.Range("订单", 1, 3, 2, 3)).rows == [["1-3"], ["2-3"]]


def test_a_list_is_offered_and_follows_when_it_is_refilled(maker: Maker, host: Host) -> None:
    host.apply(m.Choices("fields", ["客户名称", "产品型号"]))
    host.apply(m.Choices("tags", ["加急"]))
    host.apply(m.Dropdown(m.Range("订单", 2, 1, 6, 2), "fields"))
    host.apply(m.Dropdown(m.Range("订单", 3, 1, 4, 1), "tags"))
    host.apply(m.Choices("fields", ["数量", "单价", "备注"]))
    host.apply(m.Save())
    again = maker.again(host)
    assert maker.look(again, "订单", (2, 1)).offered == ["数量", "单价", "备注"]
    assert maker.look(again, "订单", (3, 1)).offered == ["加急"]
    assert maker.look(again, "订单", (3, 2)).offered == ["数量", "单价", "备注"]
    assert maker.look(again, "订单", (6, 2)).offered == ["数量", "单价", "备注"]
    assert maker.look(again, "订单", (7, 1)).offered == []


def test_a_list_that_is_not_there_is_not_offered(maker: Maker, host: Host) -> None:
    host.apply(m.Dropdown(m.Range("订单", 2, 1, 2, 1), "nothing"))
    host.apply(m.Save())
    assert maker.look(maker.again(host), "订单", (2, 1)).offered == []


def test_a_dressed_sheet_keeps_its_values_and_its_days(maker: Maker, host: Host) -> None:
    area = m.Range("字段对应", 1, 1, 3, 3)
    host.apply(
        m.Put(area, [["字段", None, None], ["列", "日期", "数"], ["A", "2026-11-30", 1.5]], dates=[(3, 2)])
    )
    host.apply(m.Dress(m.Range("字段对应", 1, 1, 1, 3), "title"))
    host.apply(m.Dress(m.Range("字段对应", 2, 1, 2, 3), "head", widths=[20, 0, 12]))
    host.apply(m.Dress(m.Range("字段对应", 3, 1, 3, 3), "body", formats=["", "", "#,##0.00"]))
    host.apply(m.Dress(m.Range("字段对应", 4, 1, 4, 3), "note"))
    host.apply(m.Save())
    again = maker.again(host)
    found = seen(again, m.Range("字段对应", 1, 1, 3, 3))
    assert found.rows == [["字段", None, None], ["列", "日期", "数"], ["A", "2026-11-30", 1.5]]
    assert found.dates == [(3, 2)]
    assert cells_of(found) == {("fill", "E1E5EA"): {(2, 1), (2, 2), (2, 3)}}
    looks = [maker.look(again, "字段对应", (row, 1)) for row in range(1, 5)]
    assert [look.role for look in looks] == ["title", "head", "body", "note"]
    assert looks[0].width == 20
    assert looks[0].fits_paper
    assert not maker.look(again, "订单", (1, 1)).fits_paper
    assert maker.look(again, "字段对应", (3, 3)).number_format == "#,##0.00"


def test_what_is_dressed_again_is_as_if_it_never_was_otherwise(maker: Maker, host: Host) -> None:
    host.apply(m.Put(m.Range("说", 1, 1, 1, 1), [["列"]]))
    host.apply(m.Dress(m.Range("说", 1, 1, 1, 2), "head"))
    host.apply(m.Dress(m.Range("说", 1, 1, 1, 2), "body"))
    host.apply(m.Save())
    again = maker.again(host)
    assert seen(again, m.Range("说", 1, 1, 1, 2)).paints == []
    assert maker.look(again, "说", (1, 1)).role == "body"


@pytest.mark.parametrize(
    "maker", ["file", pytest.param("libreoffice", marks=pytest.mark.office)], indirect=True
)
def test_rows_have_room_for_what_they_hold(maker: Maker, host: Host) -> None:
    cells: list[list[m.Cell]] = [["对账单"], ["日期\nDate"], ["一行"], ["长" * 60]]
    host.apply(m.Put(m.Range("说", 1, 1, 4, 1), cells))
    host.apply(m.Dress(m.Range("说", 1, 1, 4, 1), "body", widths=[20]))
    host.apply(m.Dress(m.Range("说", 1, 1, 1, 1), "title"))
    host.apply(m.Dress(m.Range("说", 2, 1, 2, 1), "head"))
    host.apply(m.Save())
    again = maker.again(host)
    title, head, plain, long = (maker.look(again, "说", (row, 1)).row_points for row in range(1, 5))
    assert title > 16
    assert head > 22
    assert plain < 18
    assert long > 60
