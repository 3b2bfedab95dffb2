"""Compound files, read back by olefile, which tells every defect it knows."""

from __future__ import annotations

from typing import Any

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.vba.compound import LONGEST_NAME, TooLargeError, Tree, compound_file
from tests.addin.vba.reading import opened

NAMES = st.text("abcABC_123", min_size=1, max_size=8)
CONTENTS = st.binary(max_size=40) | st.sampled_from([b"x" * 4_095, b"y" * 4_096, b"z" * 9_000])
NO_STREAM = 0xFFFFFFFF
RED = 0


def different(names: list[str]) -> bool:
    return len({name.upper() for name in names}) == len(names)


TREES = st.dictionaries(NAMES, CONTENTS, max_size=20).filter(lambda tree: different(list(tree)))


@settings(max_examples=60)
@given(TREES, TREES)
def test_streams_come_back_without_a_defect(outer: dict[str, bytes], inner: dict[str, bytes]) -> None:
    file = opened(compound_file({**outer, "The Storage": inner}))
    for name, content in outer.items():
        assert file.openstream(name).read() == content
    for name, content in inner.items():
        assert file.openstream(["The Storage", name]).read() == content
    assert len(file.listdir()) == len(outer) + len(inner)


@pytest.mark.parametrize("count", [*range(1, 20), 63, 64])
def test_entries_stand_in_a_red_black_tree_in_the_order_of_the_format(count: int) -> None:
    file = opened(compound_file({f"{'m' * (n % 7)}{n}": bytes(n) for n in range(count)}))
    _, order = walk(file.direntries, file.root.sid_child)
    names = [file.direntries[number].name for number in order]
    assert names == sorted(names, key=lambda name: (len(name), name.upper()))
    assert len(names) == count


def walk(entries: list[Any], number: int, *, under_red: bool = False) -> tuple[int, list[int]]:
    """Return the black height and the numbers in order; asserts what makes a red-black tree."""
    if number == NO_STREAM:
        return 1, []
    entry = entries[number]
    is_red = entry.color == RED
    assert not (under_red and is_red)
    left, before = walk(entries, entry.sid_left, under_red=is_red)
    right, after = walk(entries, entry.sid_right, under_red=is_red)
    assert left == right
    return left + (not is_red), [*before, number, *after]


def test_a_file_larger_than_one_table_of_chains_is_read() -> None:
    tree: Tree = {f"s{number}": bytes([number]) * 100_000 for number in range(20)}
    file = opened(compound_file(tree))
    assert isinstance(file, olefile.OleFileIO)
    assert all(file.openstream(name).read() == content for name, content in tree.items())


def test_what_the_header_cannot_list_is_refused() -> None:
    with pytest.raises(TooLargeError):
        compound_file({"s": bytes(8_000_000)})
    with pytest.raises(TooLargeError):
        compound_file({"s" * (LONGEST_NAME + 1): b""})
