"""Every reading of a cell: of any text, number or length it gives what is documented, in linear time."""

from __future__ import annotations

import ast
import datetime as dt
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from server.masterdata.rules import settings
from server.masterdata.rules.folding import fold, sound
from server.views.cells import read_value
from server.views.cursor import read_cursor
from sync.fields.catalogue import SPECS
from sync.fields.kinds import Kind
from sync.fields.values import BadValueError, canonical, from_cell, to_cell
from sync.protocol.messages import Problem
from sync.rows.checks import parse_checks
from sync.rows.marks import parse_marks
from sync.rows.state import state_of
from tests.fuzz.effort import cases, try_out
from tests.fuzz.growth import require_linear
from tests.fuzz.plausible import RUBBISH, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.fields.kinds import Field

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 24)
FIELDS = [known for spec in SPECS for known in spec.fields]
SIGNS = "0123456789.,-+¥￥年月日号:/千万亿%１２３ eETZ是否转#()（）*；;｜|=@上午点分秒十〇二三"
SIGNS += "\t\r\n\u3000\xa0\ud800\0\u202e"
TYPED = st.one_of(
    st.text(),
    st.text(SIGNS, max_size=40),
    st.text(SIGNS, min_size=1, max_size=4).map(lambda text: text * 400),
    st.sampled_from([*WORDS, *RUBBISH]),
)
CELLS = st.one_of(TYPED, st.floats(), st.integers(), st.integers(10**300, 10**310), st.booleans(), st.none())


@cases(400)
def test_a_cell_says_something_of_its_kind_or_stays_as_typed(examples: int) -> None:
    """And what the sheet makes of a reading reads the same again."""

    def law(field: Field, cell: Any) -> None:
        read = from_cell(field, cell, today=TODAY)
        assert read is None or isinstance(read, str)
        with suppress(BadValueError):
            plain = canonical(field, read)
            assert from_cell(field, to_cell(field, plain), today=TODAY) == plain or field.kind is Kind.SECRET

    try_out(law, st.sampled_from(FIELDS), CELLS, examples=examples)


@cases(300)
def test_a_text_of_a_request_is_a_value_or_a_problem(examples: int) -> None:
    def law(field: Field, text: str | None) -> None:
        value, problem = read_value(field, text)
        assert problem is None or (value is None and isinstance(problem, Problem))
        assert "\0" not in str(value) or field.kind is Kind.SECRET  # which is hashed, not kept

    try_out(law, st.sampled_from(FIELDS), TYPED | st.none(), examples=examples)


@cases(200)
def test_hidden_cells_and_state_of_any_content_are_read(examples: int) -> None:
    """What is unreadable counts as absent."""
    names = st.sampled_from(
        ["book", "server", "epoch", "cursor.orders", "keys.orders#0", "keys.orders#x", ".", "a.b"]
    )

    def law(text: str, texts: dict[str, str]) -> None:
        parse_checks(text, {})
        parse_marks(text, {"数量": "quantity"})
        state_of(texts)

    try_out(law, TYPED, st.dictionaries(names | TYPED, TYPED), examples=examples)


PUMPS = [
    "9",
    "1,",
    "1 ",
    " ",
    "\u3000",
    "-",
    "1-",
    "(",
    ".",
    "1.",
    ":",
    "1:",
    "1:1",
    "年",
    "1年",
    "T",
    "1T",
    "十",
    "转",
    "1转",
]
PUMPS += [
    "#",
    "1#",
    "；",
    "\r",
    "\t",
    "\n",
    "％",
    "￥",
    "e",
    "1e9",
    "千",
    "是",
    "｜",
    "\ufeff",
    "8",
    "86",
    "+86",
    "*",
    "公司",
    "_",
]


@pytest.mark.parametrize("kind", Kind)
def test_reading_a_cell_takes_time_in_proportion_to_its_length(kind: Kind) -> None:
    field = next((known for known in FIELDS if known.kind is kind), None)
    assert field is not None
    for pump in PUMPS:
        for before, after in (("", "\0"), ("1", "x"), ("1:1:1.", "x"), ("0574", "-")):
            require_linear(
                lambda text: from_cell(field, text, today=TODAY), pump=pump, before=before, after=after
            )


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield every regular expression that is written down in our sources, with where it stands."""
    for package in ("addin", "server", "sync", "workbooks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                    with suppress(ValueError):  # not written down there, but made of something
                        where = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                        yield where, re.compile(ast.literal_eval(node.args[0]), _flags(node))


def _flags(call: ast.Call) -> int:
    named = {
        each.attr for part in call.args[1:] for each in ast.walk(part) if isinstance(each, ast.Attribute)
    }
    return sum(re.RegexFlag[name] for name in named & re.RegexFlag.__members__.keys())


PATTERNS = dict(patterns())
XML_PUMPS = [
    "<c ",
    "<c><f>1</f>",
    "<c><f>",
    "</f>",
    "<v>",
    "<c r='A1'>",
    "encoding=",
    ' r="',
    "xl/",
    "<!DOCTYPE",
]


def test_the_expressions_are_found() -> None:
    assert len(PATTERNS) > 30


@pytest.mark.parametrize("name", PATTERNS)
def test_no_regular_expression_takes_more_than_linear_time(name: str) -> None:
    """Tried with its own letters, with what the parsers meet, and with pieces of XML."""
    pattern = PATTERNS[name]
    own = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    pumps = [*dict.fromkeys(own), *PUMPS, *XML_PUMPS]
    before = "<?xml " if own.startswith("^<") else ""

    def search(text: str) -> None:
        for _ in pattern.finditer(
            text if isinstance(pattern.pattern, str) else text.encode("utf-8", "ignore")
        ):
            pass

    for pump in pumps:
        require_linear(search, pump=pump, before=before)


def cursor(text: str) -> object:
    return read_cursor(text, "bound")


@pytest.mark.parametrize("read", [fold, sound, settings.read_number, settings.read_segments, cursor])
def test_what_the_server_folds_and_reads_takes_time_in_proportion_to_its_length(read: Any) -> None:
    def work(text: str) -> None:
        with suppress(ValueError):
            read(text)

    for pump in PUMPS:
        require_linear(work, pump=pump)
