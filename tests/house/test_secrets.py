"""What looks like a secret is found; in the tree there is none (the gate `secrets` says so)."""

from __future__ import annotations

import pytest

from tests.house.secrets import findings, secrets_of


def test_no_file_of_the_tree_holds_a_secret() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    "parts",
    [
        ("-----BEGIN EC PRIVATE", " KEY-----"),
        ("AKIA", "ABCDEFGHIJKLMNOP"),
        ("ghp_", "a" * 36),
        ("xoxb-", "1" * 20),
        ("eyJhbGciOiJIUzI1", "NiJ9.eyJzdWIiOiIxMjM0NTY3.x"),
        ("Authorization: Bearer ", "a" * 43),
        ("postgresql://sheetline:", "geheim@db/x"),
        ("$argon2id", "$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$aGFzaA"),
    ],
)
def test_what_looks_like_a_secret_is_found_and_not_repeated(parts: tuple[str, str]) -> None:
    (found,) = secrets_of(f"first line\n{''.join(parts)}")
    assert found.startswith("line 2 looks like")
    assert parts[1] not in found


@pytest.mark.parametrize(
    "text", ["postgresql://sheetline:…@db/x", "Bearer guess", "postgresql://localhost/x"]
)
def test_an_example_is_no_secret(text: str) -> None:
    assert list(secrets_of(text)) == []
