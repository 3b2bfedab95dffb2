"""Broken, absurd and harmful workbooks are adopted or refused in words, in time, and never half written."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from addin.hosts.file import FileHost
from addin.hosts.memory import Content, MemoryHost
from sync.client.transport import RefusedError
from tests.addin.actions.adoption.sheets import HEADER, SHEET, own_api, own_book
from tests.addin.presses import press
from tests.adoption.corpus import by_openpyxl, by_xlsxwriter
from tests.fuzz.effort import cases, try_out
from tests.fuzz.harms import BYTES, HARMS, damaged, packed, parts_of
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SECONDS_A_MEGABYTE = 10
REFUSED = (RefusedBookError, RefusedError)


@pytest.fixture(scope="module")
def whole_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a workbook with merges, colours and more."""

    def both(book: Any, sheet: Any) -> None:
        by_openpyxl.merged_customers(book, sheet)
        by_openpyxl.painted(book, sheet)
        by_openpyxl.a_table(book, sheet)

    return by_openpyxl.write(tmp_path_factory.mktemp("books") / "全.xlsx", both).read_bytes()


def adopted_or_refused(path: Path) -> None:
    """Adopt and sync a file; where that is refused before a save, the file is as it was."""
    api, before = own_api(), path.read_bytes()
    started = time.process_time()
    try:
        for action in ("adopt", "sync", "sync"):
            ended = press(FileHost(path), api, action, yes="1")
            if ended.exit and action == "adopt":
                assert path.read_bytes() == before
            assert ended.exit in {0, 2}
    except RefusedBookError:
        if not api.layouts:
            assert path.read_bytes() == before
    assert time.process_time() - started < SECONDS_A_MEGABYTE * max(1, len(before) / 1_000_000)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@cases(40)
def test_a_file_with_harmed_parts_is_adopted_or_refused(
    whole_book: bytes, tmp_path: Path, examples: int
) -> None:
    parts = parts_of(whole_book)

    def law(harms: Any) -> None:
        changed = parts
        for harm in harms:
            changed = harm(changed)
        path = tmp_path / "坏.xlsx"
        path.write_bytes(packed(changed))
        adopted_or_refused(path)

    try_out(law, HARMS, examples=examples)


@cases(20)
def test_a_file_with_changed_bytes_is_adopted_or_refused(
    whole_book: bytes, tmp_path: Path, examples: int
) -> None:
    def law(changes: Any) -> None:
        path = tmp_path / "坏.xlsx"
        path.write_bytes(damaged(whole_book, changes))
        adopted_or_refused(path)

    try_out(law, BYTES, examples=examples)


WORDS = (
    *HEADER,
    "合计",
    '"',
    "同上",
    "_key",
    "_sum",
    "11/3",
    "3箱(每箱200)",
    "〔表上单〕",
    "单价（含税）",
    "own:",
)
CELLS = st.one_of(
    st.none(), st.sampled_from(WORDS), st.text(max_size=9), st.booleans(), st.integers(), st.floats()
)
EDITS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 24), CELLS), max_size=12)
MERGES = st.lists(st.tuples(*[st.integers(1, 9)] * 4), max_size=4)


@cases(40)
def test_any_cells_are_adopted_or_refused_and_synced(examples: int) -> None:
    def law(first: Any, merges: Any, later: Any) -> None:
        host, api = own_book(), own_api()
        _typed(host, first)
        host.sheets[SHEET].looks.merged.update(
            (min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merges
        )
        assert press(host, api, "adopt").exit in {0, 2}
        assert press(host, api, "adopt").exit in {0, 2}
        _typed(host, later)
        for action in ("sync", "precheck", "refresh", "adopt", "undo"):
            assert press(host, api, action, yes="1").exit in {0, 2}

    try_out(law, EDITS, MERGES, EDITS, examples=examples)


def _typed(host: MemoryHost, edits: Any) -> None:
    for row, column, value in edits:
        host.sheets[SHEET].put((row, column), Content(value))


RUBBISH = (
    "",
    "{}",
    "[]",
    "null",
    '{"columns":[]}',
    '{"columns":[{"words":"a","key":"nothing"}]}',
    "\0",
    "9" * 5_000,
)


@pytest.mark.parametrize("text", RUBBISH)
def test_a_layout_that_is_none_counts_as_none(text: str) -> None:
    host, api = own_book(), own_api()
    host.state[f"layout:{SHEET}"] = text
    ended = press(host, api, "adopt", yes="1")
    assert (ended.exit, ended.outcome["adopted"]) == (0, True)
    assert press(host, api, yes="1").exit == 0


@pytest.mark.parametrize("text", RUBBISH)
def test_what_the_server_remembers_and_is_no_layout_is_passed_over(text: str) -> None:
    host, api = own_book(), own_api()
    press(own_book(), api, "adopt", yes="1")
    for shape in api.layouts:
        api.layouts[shape] = json.dumps({"layout": text}).encode()
    assert press(host, api, "adopt").exit == 0


def test_a_workbook_that_is_locked_by_another_program_stays_as_it_is(tmp_path: Path) -> None:
    path = by_xlsxwriter.write(tmp_path / "开着.xlsx", by_xlsxwriter.bare)
    host = FileHost(path)
    changed = path.read_bytes() + b"\0"
    path.write_bytes(changed)
    with pytest.raises(REFUSED):
        press(host, own_api(), "adopt", yes="1")
    assert path.read_bytes() == changed


def test_a_signed_workbook_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    path = by_xlsxwriter.write(tmp_path / "签名.xlsx", by_xlsxwriter.bare)
    signed = packed([*parts_of(path.read_bytes()), ("_xmlsignatures/sig1.xml", b"<a/>")])
    path.write_bytes(signed)
    with pytest.raises(RefusedBookError):
        FileHost(path)
    assert path.read_bytes() == signed
