"""Reports on the command line: a statement on paper beside the sheet, days and places that are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from addin import cli
from tests.addin.actions.test_reports import STATEMENT
from tests.addin.fake_api import TOKEN, FakeApi
from tests.addin.presses import order, write_book
from tests.addin.serving import serving

if TYPE_CHECKING:
    from pathlib import Path

REPORTS = {"statement": msgspec.json.encode(STATEMENT), "statement.pdf": b"%PDF-1.4 ..."}


def run(book: Path, *words: str) -> int:
    with serving(FakeApi(reports=REPORTS)) as url:
        command = ("statement", "--file", str(book), "--server", url, "--json", "--customer", "C1", *words)
        return cli.main(command, {"SHEETLINE_TOKEN": TOKEN})


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write an order book."""
    return write_book(tmp_path / "订单录入.xlsx", [order()])


def test_a_statement_is_written_as_a_pdf_where_it_shall_be(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = book.with_name("对账单.pdf")
    assert run(book, "--from", "2026-11-01", "--to", "2026-11-30", "--pdf", str(paper)) == 0
    assert paper.read_bytes() == REPORTS["statement.pdf"]
    assert printed(capsys)["pdf"] == str(paper)


def test_without_a_place_there_is_no_pdf(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book) == 0
    assert "pdf" not in printed(capsys)


def test_a_place_that_cannot_be_written_is_named(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = book.with_name("没有") / "对账单.pdf"
    assert run(book, "--pdf", str(paper)) == 2
    assert str(paper) in printed(capsys)["message"]


def test_what_is_no_day_is_told_by_the_command_itself(book: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        run(book, "--from", "月初")
    assert caught.value.code == 2
