"""Passwords as they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.accounts import passwords
from server.accounts.passwords import hash_password, is_password, new_password
from server.db.keys import new_key

if TYPE_CHECKING:
    from tests.server.accounts.people import House


def test_a_password_is_kept_with_the_work_that_rfc_9106_asks_for() -> None:
    assert hash_password("correct horse").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_same_password_is_kept_in_another_way_each_time() -> None:
    assert hash_password("correct horse") != hash_password("correct horse")


@pytest.mark.parametrize("password", ["correct horse", "密码：春天 2026", " spaces "])
def test_only_the_password_itself_opens(password: str) -> None:
    kept = hash_password(password)
    assert is_password(kept, password)
    assert not is_password(kept, password + " ")


@pytest.mark.parametrize("kept", [None, "", "no hash at all"])
def test_nothing_opens_where_no_password_is_kept(kept: str | None) -> None:
    assert not is_password(kept, "")


def test_passwords_thought_up_are_long_and_never_the_same() -> None:
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 16


@pytest.mark.parametrize("name", ["admin", "nobody", "off", "without"])
def test_as_much_work_is_done_for_a_name_that_cannot_sign_in_as_for_one_that_can(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    house.add("off", "clerk", active="false")
    house.push(house.token("admin"), {"key": new_key(), "values": {"name": "without", "role": "clerk"}})
    passwords._nobodys.cache_clear()  # other tests made it with more work
    house.sign_in("warm up", "wrong")
    counted: list[str] = []
    quick = passwords._HASHER

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            counted.append(kept.rpartition("$")[0].rpartition("$")[0])
            return quick.verify(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    assert house.sign_in(name, "wrong").status_code == 401
    assert counted == ["$argon2id$v=19$m=64,t=1,p=1"]
