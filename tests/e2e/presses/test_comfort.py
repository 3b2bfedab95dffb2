"""说明 and 下一个问题 pressed on a sample workbook against the whole server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.actions.pages import STORY
from addin.bridge import messages as m
from addin.hosts.file import FileHost
from sync.fields.orders import ORDERS
from sync.fields.texts import OUR_MARK

if TYPE_CHECKING:
    from tests.e2e.presses.conftest import Factory

SHEET = ORDERS.title


def test_the_story_of_a_row_says_who_entered_it_where_and_what_stands_behind_it(factory: Factory) -> None:
    rows = factory.press().outcome["rows"]
    held = next(row for row in rows if row["outcome"] == "held")
    told = factory.press("explain_row", sheet=SHEET, row=str(held["row"]))
    assert (told.exit, told.outcome["values"]["order_no"]) == (0, held["order_no"])
    titles = [section["title"] for section in told.outcome["sections"]]
    assert titles[:2] == ["冻结", "各仓库存"]
    assert told.outcome["history"][0]["by"] == "wangfang"
    (block,) = FileHost(factory.book).snapshot([m.Need(m.Range(STORY, 1, 1, 0, 0))]).blocks
    page = "\n".join("|".join(str(cell) for cell in row if cell is not None) for row in block.rows)
    assert page.startswith(f"{OUR_MARK}{SHEET} {held['order_no']}")
    assert "wangfang|这本工作簿|登记；" in page
    assert "怎么放行" in page
    assert block.formulas == []


def test_a_press_after_a_story_goes_on_as_ever(factory: Factory) -> None:
    made = factory.press().outcome
    row = next(row["row"] for row in made["rows"] if row["outcome"] == "created")
    factory.press("explain_row", sheet=SHEET, row=str(row))
    again = factory.press().outcome["counts"]
    assert "created" not in again
    assert again.get("rejected", 0) == made["counts"].get("rejected", 0)


def test_the_next_problem_is_the_first_the_sheet_shows(factory: Factory) -> None:
    rows = factory.press().outcome["rows"]
    troubled = min(row["row"] for row in rows if row["outcome"] in {"held", "rejected", "conflict"})
    found = factory.press("next_problem", sheet=SHEET).outcome
    assert found["row"] == troubled
    assert found["count"] > found["left"] >= 0
