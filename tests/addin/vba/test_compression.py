"""Compression of VBA sources, read back by another program's decompressor."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.vba.compression import CHUNK, IncompressibleError, compress
from tests.addin.vba.reading import decompressed

WORDS = st.sampled_from([b"Dim ", b"As Long", b"\r\n", b"End Sub", b"If ", b" Then", b"x", b"'", b"aaaaaaaa"])


@given(st.lists(WORDS, min_size=1, max_size=3_000))
def test_code_comes_back_as_it_was(words: list[bytes]) -> None:
    code = b"".join(words)
    assert decompressed(compress(code)) == code


@given(st.binary(min_size=1, max_size=2_000))
def test_any_bytes_come_back_as_they_were(data: bytes) -> None:
    assert decompressed(compress(data)) == data


@pytest.mark.parametrize("length", [1, 2, 3, 4, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_lengths_around_a_chunk_come_back(length: int) -> None:
    code = (b"Public Sub Clerk()\r\n" * 1_000)[:length]
    assert decompressed(compress(code)) == code


def test_a_full_chunk_that_would_grow_is_stored_as_it_is() -> None:
    noise = random.Random(5).randbytes(CHUNK)
    assert compress(noise) == b"\x01\xff\x3f" + noise
    assert decompressed(compress(noise)) == noise


def test_the_example_of_the_specification_is_as_there() -> None:
    """[MS-OVBA] 3.2.3: maximum compression."""
    assert compress(b"a" * 73).hex() == "0103b00261" + "4500"


def test_a_short_chunk_that_would_grow_is_refused() -> None:
    with pytest.raises(IncompressibleError):
        compress(random.Random(3).randbytes(4_090))
