"""A folder that may not be written in: nothing is sent, and the words say what to do."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.e2e.crash.small_disk import NOBODY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.crash.site import Site, Zygote

REFUSED = 2


@dataclass(frozen=True)
class Case:
    """What may not be written, and how that is told."""

    folder_mode: int
    file_mode: int
    code: str
    words: str


CASES = (
    Case(0o755, 0o666, "read_only_folder", "移到能写的文件夹"),
    Case(0o777, 0o444, "read_only", "请去掉只读属性"),
)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", CASES)
def test_a_book_that_cannot_be_written_back_is_refused_before_anything_is_sent(
    site: Site, desk: Path, case: Case
) -> None:
    site.type_rows(random.Random(5))
    site.move_book(desk)
    before = site.book.read_bytes()
    desk.chmod(case.folder_mode)
    site.book.chmod(case.file_mode)
    ended = site.press(user=NOBODY)
    told = json.loads(site.said())
    assert (ended["code"], told["refused"]) == (REFUSED, case.code), told
    assert case.words in told["message"]
    assert (site.stored(), site.book.read_bytes()) == ([], before)
    desk.chmod(0o777)
    site.book.chmod(0o666)
    assert site.press(user=NOBODY)["code"] == 0
    site.assert_each_row_once()
    site.assert_sound()


@pytest.mark.slow
@pytest.mark.parametrize("words", [["serve", "--port", "0"], ["admin", "check"]])
def test_a_server_whose_data_folder_is_read_only_says_so_and_does_not_start(
    desk: Path, tmp_path: Path, zygotes: tuple[Zygote, Zygote], words: list[str]
) -> None:
    client = zygotes[1]
    client.output = tmp_path / "said"
    desk.chmod(0o555)
    client.tell("command", words=words, environment={"SHEETLINE_DATA": str(desk)}, user=NOBODY)
    assert client.heard()["code"] == REFUSED
    said = client.output.read_text("utf-8")
    assert said.startswith("数据文件夹或数据库写不进去，请检查它的权限和剩余空间"), said
