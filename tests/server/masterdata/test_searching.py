"""Products are found by any part of what they are called, by pinyin and by its first letters."""

from __future__ import annotations

import pytest

from server.masterdata.rules.folding import fold, sound
from server.masterdata.rules.searching import Heard, best, words_of

PRODUCTS = {
    "JM-40": "不锈钢角码 40",
    "JM-60": "角码 60",
    "HY-7": "重型合页",
    "LED-9W": "球泡灯 9W",
    "AJM-1": "重庆牌垫片",
}


def heard() -> list[Heard]:
    return [
        Heard(code, fold(code), rank, fold(text), sound(fold(text)))
        for code, name in PRODUCTS.items()
        for rank, text in enumerate((code, name))
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("JM-40", ["JM-40"]),
        ("ｊｍ-４０", ["JM-40"]),
        ("jm", ["JM-40", "JM-60", "AJM-1"]),
        ("角码", ["JM-60", "JM-40"]),
        ("角码 60", ["JM-60"]),
        ("60 角码", ["JM-60"]),
        ("jiaoma", ["JM-40", "JM-60"]),
        ("bxgjm", ["JM-40"]),
        ("zxhy", ["HY-7"]),
        ("cqp", ["AJM-1"]),
        ("qpd 9w", ["LED-9W"]),
        ("9W", ["LED-9W"]),
        ("JM-60｜角码 60", ["JM-60"]),
        ("合", ["HY-7"]),
        ("没有", []),
        ("%", []),
        ("_", []),
    ],
)
def test_products_are_found_by_any_part_the_best_first(text: str, codes: list[str]) -> None:
    assert best(words_of(text), heard()) == codes


def test_blanks_are_no_words_and_a_long_text_is_cut() -> None:
    assert words_of("  　 ") == []
    assert len("".join(words_of("a " * 10_000))) <= 200


def test_what_no_database_takes_is_no_part_of_a_word() -> None:
    assert words_of("角\0码\x07 \ud800x") == ["角", "码", "x"]
