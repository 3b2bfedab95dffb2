"""What may stand in a script for PowerShell."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.setup.rules import BadAddressError, filled, quoted, require_address, require_hash

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126))


def read_back(expression: str) -> str:
    """Return what PowerShell makes of the expression: a quoted text, or one with its escapes undone."""
    plain = re.fullmatch(r"'((?:[^']|'')*)'", expression)
    if plain:
        return plain[1].replace("''", "'")
    escaped = re.fullmatch(r"\(\[regex\]::Unescape\('((?:[A-Za-z0-9]|\\u[0-9a-f]{4})*)'\)\)", expression)
    assert escaped, expression
    units = re.sub(
        r"\\u([0-9a-f]{4})|(.)",
        lambda found: found[1] or f"{ord(found[2]):04x}",
        escaped[1],
    )
    return bytes.fromhex(units).decode("utf-16-be")


@given(PRINTABLE | st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_and_never_ends_its_quotes(text: str) -> None:
    assert quoted(text).isascii()
    assert "\n" not in quoted(text)
    assert read_back(quoted(text)) == text


@pytest.mark.parametrize("text", ["a'; calc; '", "$(calc)", "`n", "‘; calc; ’", "a\nb", '"', "@(1)", "订单'"])
def test_hostile_text_is_one_text(text: str) -> None:
    assert read_back(quoted(text)) == text


@pytest.mark.parametrize(
    "address",
    ["http://192.168.1.10:8765", "https://orders.example.cn", "http://[::1]:8765", "http://fa-server:8765"],
)
def test_addresses_of_servers_are_taken(address: str) -> None:
    assert require_address(address + "/") == address


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ftp://a",
            "http://a'b",
            "http://a b",
            "http://a/$(x)",
            "http://a&calc",
            "http://a|b",
            "http://a\n",
        ),
        *(
            'http://a"',
            "http://a%41",
            "http://u:p@a",
            "http://",
            "javascript:1",
            "http://a:123456",
            "http://工厂",
        ),
    ],
)
def test_what_a_shell_could_read_otherwise_is_refused(address: str) -> None:
    with pytest.raises(BadAddressError):
        require_address(address)


def test_a_script_is_filled_with_every_fact_and_no_other() -> None:
    assert filled("say @A@ @B_C@", {"A": "it's", "B_C": "x"}) == "say 'it''s' 'x'"
    assert filled("@A@", {"A": "@B@"}) == "'@B@'"
    for facts in ({}, {"A": "x", "B": "y"}):
        with pytest.raises(KeyError):
            filled("@A@", facts)


@pytest.mark.parametrize("text", ["", "abc", "0" * 63, "g" * 64, "'" * 64])
def test_only_a_hash_is_a_hash(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        require_hash(text)
