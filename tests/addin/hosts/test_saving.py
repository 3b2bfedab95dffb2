"""A file is replaced in one step, and left alone while others have it."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from tests.addin.hosts.pressing import pressed, put
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_written_before_a_save(path: Path) -> None:
    before = path.read_bytes()
    FileHost(path).apply(put(2, 2, 7))
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, "disk_full", "请腾出空间"),
        (errno.EIO, "unwritable", "Input/output error"),
        (errno.EACCES, "locked", "请关闭后再同步"),
    ],
)
def test_a_save_that_fails_leaves_the_old_file_and_no_other_and_says_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, words: str
) -> None:
    before = path.read_bytes()
    host = FileHost(path)

    def failing(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(RefusedBookError, match=words) as caught:
        host.apply(m.Save())
    assert caught.value.code == code
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_save_sweeps_up_after_presses_killed_long_ago_and_leaves_young_and_foreign_files(
    path: Path,
) -> None:
    old, young, foreign = (
        path.with_name(name) for name in (".订单-0a1b2c3d.tmp", ".订单-ffffffff.tmp", ".别的-0a1b2c3d.tmp")
    )
    for left in (old, young, foreign):
        left.write_bytes(b"half a book")
    for left in (old, foreign):
        os.utime(left, (1, 1))
    FileHost(path).apply(m.Save())
    assert [old.exists(), young.exists(), foreign.exists()] == [False, True, True]


def test_a_file_saved_by_somebody_meanwhile_is_not_overwritten(path: Path) -> None:
    host = FileHost(path)
    pressed(path, put(2, 2, 99))
    theirs = path.read_bytes()
    with pytest.raises(RefusedBookError) as caught:
        host.apply(m.Save())
    assert caught.value.code == "changed"
    assert path.read_bytes() == theirs


def test_two_saves_of_one_press_follow_each_other(path: Path) -> None:
    host = FileHost(path)
    for number in (7, 8):
        host.apply(put(2, 2, number))
        host.apply(m.Save())
    assert openpyxl.load_workbook(path)["订单"]["B2"].value == 8


@pytest.mark.parametrize(
    ("lock", "content", "who"),
    [
        ("~$订单.xlsx", b"\x04\xcd\xf5\xbd\xe3" + b" " * 50, "王姐"),
        (".~lock.订单.xlsx#", "李工,host,lee,24.11.2026 09:00,file:///x;".encode(), "李工"),
    ],
)
def test_a_file_open_in_another_program_is_left_alone_and_who_has_it_is_named(
    path: Path, lock: str, content: bytes, who: str
) -> None:
    path.with_name(lock).write_bytes(content)
    with pytest.raises(RefusedBookError, match=who) as caught:
        FileHost(path)
    assert caught.value.code == "open_elsewhere"


def test_a_file_opened_elsewhere_in_the_middle_of_a_press_is_not_replaced(path: Path) -> None:
    before = path.read_bytes()
    host = FileHost(path)
    path.with_name(".~lock.订单.xlsx#").write_text(",,,")
    with pytest.raises(RefusedBookError):
        host.apply(m.Save())
    assert path.read_bytes() == before


def test_a_read_only_file_is_refused_before_anything_is_sent(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser of a test machine may write anything
    with pytest.raises(RefusedBookError) as caught:
        FileHost(path)
    assert caught.value.code == "read_only"


def test_a_link_to_the_file_stays_a_link(path: Path) -> None:
    link = path.with_name("快捷.xlsx")
    link.symlink_to(path)
    pressed(link, put(2, 2, 7))
    assert link.is_symlink()
    assert openpyxl.load_workbook(path)["订单"]["B2"].value == 7
