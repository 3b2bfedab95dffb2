"""Forty sample rows on a real file: every outcome, lost answers, aliases, two clerks, undo, looks kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from addin.staging.typing_in import look, type_in
from sync.client.loop import run_press
from tests.addin.presses import Clerk
from tests.e2e.presses.conftest import TODAY
from workbooks.layout import FIRST_ROW, LOG_SHEET
from workbooks.samples.orders import order_samples

if TYPE_CHECKING:
    from pathlib import Path

    from sync.client.loop import Ended
    from tests.e2e.presses.conftest import Factory

pytestmark = pytest.mark.slow
ALIAS_ROW = FIRST_ROW + 3
SENDING = 3
"""The call that sends the rows."""


class KilledError(BaseException):
    """The client is gone."""


def by_row(ended: Ended) -> dict[int, str]:
    return {row["row"]: row["outcome"] for row in ended.outcome.get("rows", [])}


def expected() -> dict[int, str]:
    samples = enumerate(order_samples(TODAY), start=FIRST_ROW)
    return {number: sample.outcome for number, sample in samples if sample.outcome}


def test_every_sample_row_comes_back_as_it_must_and_is_foreseen(factory: Factory) -> None:
    factory.press(book=factory.other_book)
    foreseen = factory.press("precheck")
    assert factory.orders().keys() == {row["key"] for row in _stored(factory)}
    done = factory.press()
    assert by_row(foreseen) == by_row(done) == expected()
    for row, sample in zip(done.outcome["rows"], _sent_samples(done), strict=True):
        assert set(sample.codes) <= {problem["code"] for problem in row["problems"]}


def _stored(factory: Factory) -> list[dict[str, Any]]:
    sheet = look(factory.other_book)
    return [{"key": cells["_key"]} for cells in sheet.rows.values() if cells.get("order_no")]


def _sent_samples(done: Ended) -> list[Any]:
    samples = dict(enumerate(order_samples(TODAY), start=FIRST_ROW))
    return [samples[row["row"]] for row in done.outcome["rows"]]


def test_a_press_again_sends_only_what_was_refused(factory: Factory) -> None:
    factory.press()
    orders = factory.orders()
    assert set(by_row(factory.press()).values()) == {"rejected"}
    assert factory.orders() == orders


def test_what_resolves_stays_as_typed_and_nobody_is_said_to_have_changed_it(factory: Factory) -> None:
    factory.press()
    typed = look(factory.book).rows[ALIAS_ROW]
    assert (typed["customer"], typed["quantity"], typed["sync_result"]) == ("恒泰五金", "1.2千", "已建单")
    factory.press("refresh", factory.other_book, scope="all")
    seen = look(factory.other_book)
    assert seen.rows[seen.row_of(order_no=typed["order_no"])]["customer"] == "杭州恒泰五金有限公司"
    factory.press()
    assert look(factory.book).rows[ALIAS_ROW]["sync_result"] == "已建单"


def test_a_client_killed_after_the_server_committed_finds_its_orders_again(factory: Factory) -> None:
    post = factory.poster("sync")

    def killing(body: dict[str, Any]) -> dict[str, Any]:
        answer = post(body)
        if body["number"] == SENDING:
            raise KilledError
        return answer

    with pytest.raises(KilledError):
        run_press(killing, book=JsonBook(FileHost(factory.book)), person=Clerk())
    orders = factory.orders()
    assert look(factory.book).rows[FIRST_ROW].get("order_no") is None
    again = by_row(factory.press())
    accepted = [row for row, outcome in expected().items() if outcome in {"created", "held"}]
    assert {again[row] for row in accepted} == {"unchanged"}
    assert factory.orders().keys() == orders.keys()
    sheet = look(factory.book)
    assert sheet.rows[FIRST_ROW]["order_no"] == orders[sheet.rows[FIRST_ROW]["_key"]]["order_no"]


def test_two_clerks_in_one_row_meet_in_a_conflict_and_one_choice_settles_it(factory: Factory) -> None:
    factory.press()
    factory.press("refresh", factory.other_book, scope="all")
    order_no = look(factory.book).rows[ALIAS_ROW]["order_no"]
    hers = look(factory.other_book).row_of(order_no=order_no)
    type_in(factory.other_book, {hers: {"quantity": 1300}})
    factory.press(book=factory.other_book)
    type_in(factory.book, {ALIAS_ROW: {"quantity": 1250}})
    factory.press()
    assert look(factory.book).rows[ALIAS_ROW]["sync_result"] == "冲突"
    factory.press(prefer="theirs")
    sheet = look(factory.book).rows[ALIAS_ROW]
    assert sheet["quantity"] == 1300
    assert sheet["_marks"] is None


def test_an_undone_submission_leaves_rows_that_can_be_sent_again(factory: Factory) -> None:
    first = factory.press().outcome["counts"]
    undone = factory.press("undo")
    assert undone.exit == 0
    assert not any(cells.get("_key") for cells in look(factory.book).rows.values() if cells.get("order_no"))
    again = factory.press().outcome["counts"]
    assert again["created"] + again["held"] == first["created"] + first["held"]


@pytest.mark.filterwarnings("ignore:Print area cannot be set:UserWarning")
def test_the_file_keeps_its_looks_and_gets_marks_notes_and_a_line_in_the_log(factory: Factory) -> None:
    before = looks(factory.book)
    factory.press()
    assert looks(factory.book) == before
    book = openpyxl.load_workbook(factory.book)
    sheet = book["订单录入"]
    notes = [cell for row in sheet.iter_rows(min_row=FIRST_ROW) for cell in row if cell.comment]
    assert len(notes) >= 15
    line = [cell.value for cell in book[LOG_SHEET][FIRST_ROW]]
    assert line[1:4] == ["同步", "wangfang", 39]


def looks(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    sheet = book["订单录入"]
    return {
        "sheets": [(each.title, each.sheet_state) for each in book.worksheets],
        "conditions": Counter(str(area.sqref) for area in sheet.conditional_formatting),
        "choices": sorted(str(each.sqref) for each in sheet.data_validations.dataValidation),
        "widths": {letter: each.width for letter, each in sheet.column_dimensions.items()},
        "hidden": {letter: each.hidden for letter, each in sheet.column_dimensions.items()},
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "heads": [cell.value for cell in sheet[2]],
        "fills": [cell.fill.start_color.rgb for cell in sheet[2]],
    }
