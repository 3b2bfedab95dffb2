"""Files of any content: read, or refused in the product's own words; never altered but by a save."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import strategies as st

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from tests.addin.presses import order, write_book
from tests.contracts.hosts.books import FileMaker
from tests.fuzz.effort import cases, try_out
from tests.fuzz.harms import BYTES, HARMS, damaged, packed, parts_of
from workbooks.books.master_data import write_master_data
from workbooks.reader import read_sheets
from workbooks.refusals import RefusedBookError
from workbooks.samples.master_data import choice_lists, master_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What openpyxl left open when it gave up on a book complains when it is collected.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
TODAY = dt.date(2026, 11, 24)
CSV = '客户编码,客户名称,别名,信用额度\r\nC1,甲公司,"甲;阿甲",1e5\r\nC2,乙公司,,\r\n'


@pytest.fixture(scope="module")
def order_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return an order book as the product makes it."""
    path = tmp_path_factory.mktemp("books") / "订单录入.xlsx"
    return write_book(path, [order(), order(ordered_at="2026-11-24 09:30")]).read_bytes()


@pytest.fixture(scope="module")
def own_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a book of somebody's own, with formulas, dates, a note, a filter."""
    host = FileMaker(tmp_path_factory.mktemp("books")).make()
    return host.path.read_bytes()


@pytest.fixture(scope="module")
def master_data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the sample master data."""
    path = tmp_path_factory.mktemp("books") / "主数据.xlsx"
    rows = master_rows(TODAY)
    few = {view: list(some)[:3] for view, some in rows.items()}
    write_master_data(path, lists=choice_lists(rows), rows=few)
    return path.read_bytes()


def imported(path: Path) -> None:
    """Read a file as the administrator's import does."""
    read_sheets(path, today=TODAY)


def pressed(path: Path) -> None:
    """Read, alter and save a file as a press does."""
    before = path.read_bytes()
    host = FileHost(path)
    names = [sheet.name for sheet in host.snapshot([]).sheets]
    snapshot = host.snapshot([m.Need(m.Range(name, 1, 1, 0, 0)) for name in names])
    require_travels(snapshot)
    formulas = formulas_of(snapshot)
    for name in names[:1]:
        host.apply(m.Put(m.Range(name, 3, 2, 3, 3), [["=1+1", 5]]))
        host.apply(m.AddRows(name, 4, [["甲", "2026-11-24"]], dates=[(5, 2)]))
        host.apply(m.Note(name, 3, 2, "看这里"))
    host.apply(m.Choices("customers", ["甲", "乙"]))
    host.apply(m.PutState({"book": "0190"}))
    assert path.read_bytes() == before
    host.apply(m.Save())
    after = read_again(path, names)
    assert not after - formulas  # a text that looks like a formula is none


def read_again(path: Path, names: list[str]) -> set[tuple[str, int, int]]:
    """Return the formulas of what was saved; fail when it would be refused at the next press."""
    try:
        return formulas_of(FileHost(path).snapshot([m.Need(m.Range(name, 1, 1, 0, 0)) for name in names]))
    except RefusedBookError as error:
        raise AssertionError(str(error)) from error


def formulas_of(snapshot: m.Snapshot) -> set[tuple[str, int, int]]:
    return {(block.range.sheet, *spot) for block in snapshot.blocks for spot in block.formulas}


def require_travels(snapshot: m.Snapshot) -> None:
    """Fail when a snapshot does not arrive at the bridge as it was sent."""
    sent = json.dumps(msgspec.to_builtins(snapshot), ensure_ascii=False, allow_nan=False).encode()
    assert msgspec.json.decode(sent, type=m.Snapshot) == snapshot


def require_read_or_refused(use: Callable[[Path], None], path: Path, content: bytes) -> None:
    """Fail when anything but our own refusal comes out, or a refused file is not as it was."""
    path.write_bytes(content)
    with suppress(RefusedBookError):
        use(path)
        content = path.read_bytes()
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("which", ["order_book", "own_book"])
@cases(40, long=5_000)
def test_a_press_of_a_harmed_book(which: str, request: Any, tmp_path: Path, examples: int) -> None:
    parts = parts_of(request.getfixturevalue(which))

    def law(harms: list[Any]) -> None:
        harmed = parts
        for harm in harms:
            harmed = harm(harmed)
        require_read_or_refused(pressed, tmp_path / "订单录入.xlsx", packed(harmed))

    try_out(law, HARMS, examples=examples)


@cases(40)
def test_an_import_of_a_harmed_book(master_data: bytes, tmp_path: Path, examples: int) -> None:
    parts = parts_of(master_data)

    def law(harms: list[Any]) -> None:
        harmed = parts
        for harm in harms:
            harmed = harm(harmed)
        require_read_or_refused(imported, tmp_path / "主数据.xlsx", packed(harmed))

    try_out(law, HARMS, examples=examples)


@pytest.mark.parametrize("use", [pressed, imported])
@cases(40, long=5_000)
def test_a_file_with_bytes_changed(
    use: Callable[[Path], None], own_book: bytes, tmp_path: Path, examples: int
) -> None:
    def law(changes: list[tuple[int, bytes, int]]) -> None:
        require_read_or_refused(use, tmp_path / "订单录入.xlsx", damaged(own_book, changes))

    try_out(law, BYTES, examples=examples)


@cases(150)
def test_an_import_of_text_that_may_be_a_table(tmp_path: Path, examples: int) -> None:
    def law(content: bytes) -> None:
        require_read_or_refused(imported, tmp_path / "客户.csv", content)

    plain = CSV.encode()
    harmed = BYTES.map(lambda changes: damaged(plain, changes))
    encoded = st.sampled_from(["utf-8-sig", "gb18030", "utf-16", "utf-32"]).map(CSV.encode)
    try_out(law, st.one_of(harmed, encoded, st.binary().map(plain.__add__)), examples=examples)
