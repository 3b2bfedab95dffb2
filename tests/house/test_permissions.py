"""The document of permissions is the policy, as it stands."""

from __future__ import annotations

from tests.house.permissions import DOCUMENT, document


def test_the_document_says_what_the_policy_says() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run: python -m tests.house.permissions"
