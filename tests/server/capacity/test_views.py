"""The sheets 生产单元, 工作日历 and 运输天数."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.views.importing import import_sheet
from tests.server.masterdata.sheet import TODAY, codes
from tests.server.orders.office import ADMIN, NOW
from workbooks.books.master_data import write_master_data
from workbooks.reader import read_sheets
from workbooks.samples.master_data import master_rows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.capacity.workshop import Workshop


def test_a_unit_shows_what_is_open_on_it_and_how_many_days_that_is(workshop: Workshop) -> None:
    workshop.order(10)
    (shown,) = workshop.office.load("production_units")
    sheet = workshop.sheet("production_units")
    (unit,) = sheet.shown(shown.key)
    assert unit.values["stations"] == "1"
    assert (unit.values["open_hours"], unit.values["open_days"]) == ("20", "2.5")


def test_a_unit_that_never_works_has_open_hours_without_days(workshop: Workshop) -> None:
    (unit,) = workshop.sheet("production_units").add({"code": "L9", "name": "新车间", "hours_a_day": "0"})
    assert (unit.values["open_hours"], unit.values["open_days"]) == ("0", None)


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("production_units", {"code": "L3", "name": "三", "hours_a_day": "24.5"}, "hours_a_day"),
        ("calendar", {"date": "2026-12-01", "hours": "25"}, "hours"),
        ("calendar", {"date": "2026-12-01", "hours": "8", "unit": "四车间"}, "unit"),
        ("transit", {"place": "月球", "days": "366"}, "days"),
    ],
)
def test_what_cannot_be_is_refused(
    workshop: Workshop, name: str, values: dict[str, str | None], field: str
) -> None:
    assert codes(workshop.sheet(name).add(values)[0]) == [(field, "bad_value")]


def test_a_day_without_a_unit_is_of_all_and_names_of_units_become_codes(workshop: Workshop) -> None:
    every, one = workshop.sheet("calendar").add(
        {"date": "2026-12-01", "hours": "0"}, {"date": "2026-12-01", "hours": "4", "unit": "一车间"}
    )
    assert (every.delta["unit"][1], one.delta["unit"][1]) == ("全部", "L1")


def test_one_day_of_one_unit_stands_once(workshop: Workshop) -> None:
    sheet = workshop.sheet("calendar")
    sheet.add({"date": "2026-12-01", "hours": "0"})
    assert codes(sheet.add({"date": "2026-12-01", "hours": "8", "unit": "全部"})[0]) == [
        ("date", "duplicate_code")
    ]


def test_a_day_that_was_taken_back_can_be_entered_again(workshop: Workshop) -> None:
    sheet = workshop.sheet("calendar")
    (made,) = sheet.add({"date": "2026-12-01", "hours": "0"})
    sheet.undo(made, created=True)
    assert not codes(sheet.add({"date": "2026-12-01", "hours": "4"})[0])


@pytest.mark.parametrize("name", ["production_units", "calendar", "transit"])
def test_importing_a_sheet_twice_changes_nothing(workshop: Workshop, tmp_path: Path, name: str) -> None:
    rows = [each for each in master_rows(TODAY)[name] if each.get("unit") != "L3"]
    if name == "calendar":
        rows.append({"date": TODAY, "hours": 4})
    write_master_data(tmp_path / "m.xlsx", lists={}, rows={name: rows})
    (sheet,) = [each for each in read_sheets(tmp_path / "m.xlsx", today=TODAY) if each.spec.name == name]
    engine, access = workshop.office.engine, workshop.office.registry.open(name, ADMIN)
    first, second = (import_sheet(engine, access, sheet, now=NOW) for _ in range(2))
    assert sum(first.counts.values()) == len(rows)
    assert first.complaints == []
    assert (second.counts, second.complaints) == ({"unchanged": len(rows)}, [])
