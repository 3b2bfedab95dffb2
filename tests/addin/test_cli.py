"""The command line on real files and a real socket: exit codes, JSON, sign-in."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import keyring
import keyring.backend
import pytest
from keyring.errors import PasswordDeleteError

from addin import cli
from addin.actions.registry import ACTIONS
from addin.bridge import messages as m
from addin.hosts.file import FileHost
from sync.client import transport
from tests.addin.fake_api import PASSWORD, TOKEN, FakeApi
from tests.addin.presses import cell, order, type_in, write_book
from tests.addin.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENVIRONMENT = {"SHEETLINE_TOKEN": TOKEN}


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that forgets when the test ends."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.secrets.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture(autouse=True)
def ring() -> Iterator[MemoryKeyring]:
    """Put a keyring of the test in place of the system's."""
    before, fresh = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(fresh)
    yield fresh
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PAUSES_SECONDS", ())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Write an order book with one good and one bad row."""
    return write_book(tmp_path / "订单录入.xlsx", [order(), order(quantity=None)])


def run(*words: str, environment: dict[str, str] | None = None) -> int:
    return cli.main(words, ENVIRONMENT if environment is None else environment)


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_press_prints_one_json_object_and_writes_the_file(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(FakeApi()) as url:
        assert run("sync", "--file", str(book), "--server", url, "--json") == 0
    found = printed(capsys)
    assert (found["action"], found["counts"], found["exit"]) == ("sync", {"created": 1, "rejected": 1}, 0)
    assert [(row["row"], row["outcome"]) for row in found["rows"]] == [(3, "created"), (4, "rejected")]
    assert cell(FileHost(book), 1, "order_no") == "SO0001"


def test_a_press_for_people_names_the_rows_to_mend(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(FakeApi()) as url:
        assert run("sync", "--file", str(book), "--server", url) == 0
    out, err = capsys.readouterr()
    assert "第 4 行 请修改：请填写quantity" in out
    assert "登记 1，退回 1" in err


def test_without_a_server_the_exit_code_is_three_and_the_file_as_it_was(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(FakeApi()) as url:
        pass
    before = book.read_bytes()
    assert run("sync", "--file", str(book), "--server", url, "--json") == 3
    assert printed(capsys)["unreachable"]
    assert book.read_bytes() == before


def test_a_refused_file_gives_two_and_the_reason_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "订单.xlsx"
    path.write_text("产品,数量")
    assert run("sync", "--file", str(path), "--json") == 2
    found = printed(capsys)
    assert (found["refused"], "renamed" in found["english"]) == ("renamed", True)
    assert run("sync", "--file", str(path)) == 2
    assert "另存为" in capsys.readouterr().out


def test_a_press_without_sign_in_says_how_to_sign_in(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sync", "--file", str(book), "--json", environment={}) == 2
    assert "addin login" in printed(capsys)["message"]


def test_an_expired_token_is_dropped(book: Path, ring: MemoryKeyring) -> None:
    with serving(FakeApi()) as url:
        ring.secrets = {
            ("sheetline", f"xiaoli {url}"): "expired",
            ("sheetline", f"last user {url}"): "xiaoli",
        }
        assert run("sync", "--file", str(book), "--server", url, environment={}) == 2
        assert ("sheetline", f"xiaoli {url}") not in ring.secrets


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["import_history", "--take-back"], "--submission"),
        (["import_history"], "--file"),
    ],
)
def test_what_is_missing_is_named(words: list[str], missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words, "--json") == 2
    assert missing in printed(capsys)["message"]


def test_sign_in_keeps_the_token_in_the_keyring_and_never_prints_it(
    book: Path, ring: MemoryKeyring, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(FakeApi()) as url:
        where = ("--server", url)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        assert run("login", *where, "--user", "xiaoli", "--password-stdin", "--json", environment={}) == 0
        said = capsys.readouterr()
        assert json.loads(said.out)["user"] == "xiaoli"
        assert TOKEN not in said.out + said.err
        assert TOKEN in ring.secrets.values()
        assert run("sync", "--file", str(book), *where, environment={}) == 0
        assert run("logout", *where, environment={}) == 0
        assert TOKEN not in ring.secrets.values()
        assert run("sync", "--file", str(book), *where, environment={}) == 2
    assert TOKEN.encode() not in book.read_bytes()


def test_a_wrong_password_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("wrong\n"))
    with serving(FakeApi()) as url:
        words = ("login", "--server", url, "--user", "xiaoli", "--password-stdin", "--json")
        assert run(*words, environment={}) == 2
    assert "密码" in printed(capsys)["message"]


def test_conflicts_are_decided_by_an_option(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    api = FakeApi()
    with serving(api) as url:
        words = ("sync", "--file", str(book), "--server", url, "--json")
        run(*words)
        key = next(iter(api.rows))
        api.edit(key, quantity="50")
        host = FileHost(book)
        type_in(host, 1, quantity=20)
        host.apply(m.Save())
        assert run(*words) == 0
        capsys.readouterr()
        assert run(*words, "--prefer", "mine") == 0
    assert api.rows[key].values["quantity"] == "20"


@pytest.mark.parametrize(
    "words", [[], ["dance"], ["sync"], ["sync", "--file", "a.xlsx", "--prefer", "nobody"]]
)
def test_what_makes_no_sense_is_refused_with_a_usage_message(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_help_names_every_action(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--help")
    said = capsys.readouterr().out
    assert all(action.id in said and action.label in said for action in ACTIONS)
