"""Keys are UUIDs of version 7 in the order of their making."""

from __future__ import annotations

import itertools
import uuid

from sync.rows.keys import is_key, key_at, new_key, new_keys


def test_a_key_is_a_version_7_uuid_of_its_moment() -> None:
    key = key_at(1_790_000_000_123_500_000, randomness=b"\xff" * 8)
    parsed = uuid.UUID(key)
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == 1_790_000_000_123
    assert (parsed.int >> 64) & 0xFFF == 2048


def test_keys_made_later_are_greater() -> None:
    keys = list(itertools.islice(new_keys(), 10_000))
    assert keys == sorted(keys)
    assert len(set(keys)) == 10_000


def test_only_lower_case_uuid_text_is_a_key() -> None:
    key = new_key()
    assert is_key(key)
    assert not is_key(key.upper())
    assert not is_key(key + "\n")
    assert not is_key("12")
