"""Tokens of signed-in users without a keyring: in a private file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from addin.signin import FileVault, SignIns, sign_ins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def tokens(tmp_path: Path) -> SignIns:
    """Keep tokens in a file."""
    return SignIns(FileVault(tmp_path / "sheetline" / "tokens.json"))


def test_the_user_who_signed_in_last_is_meant_unless_one_is_named(tokens: SignIns) -> None:
    tokens.keep("http://a", "li", "t1")
    tokens.keep("http://a", "wang", "t2")
    assert (tokens.token("http://a"), tokens.token("http://a", "li")) == ("t2", "t1")
    assert tokens.token("http://b") == ""


def test_a_forgotten_token_is_gone_and_others_stay(tokens: SignIns) -> None:
    tokens.keep("http://a", "li", "t1")
    tokens.keep("http://a", "wang", "t2")
    tokens.forget("http://a")
    tokens.forget("http://b")
    assert (tokens.token("http://a"), tokens.token("http://a", "li")) == ("", "t1")


@pytest.mark.usefixtures("_no_keyring")
def test_without_a_keyring_tokens_are_in_a_file_of_the_profile(tmp_path: Path) -> None:
    sign_ins({"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)}).keep("http://a", "li", "t1")
    assert sign_ins({"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)}).token("http://a") == "t1"


def test_only_the_owner_may_read_the_file(tokens: SignIns, tmp_path: Path) -> None:
    tokens.keep("http://a", "li", "t1")
    mode = (tmp_path / "sheetline" / "tokens.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600 or os.name == "nt"  # Windows protects the folder of the profile


def test_a_file_that_is_broken_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text("{")
    tokens = SignIns(FileVault(path))
    assert tokens.token("http://a", "li") == ""
    tokens.keep("http://a", "li", "t1")
    assert tokens.token("http://a") == "t1"


def test_a_keyring_that_is_set_up_wrongly_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    places = {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)}
    assert sign_ins(places).token("http://a") == ""
