"""Commands of the administrator, as they are typed."""

from __future__ import annotations

import io
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.cli import main
from server.db.engine import make_engine
from server.db.session import reading, writing
from tests.server.accounts.people import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

PASSWORD = "correct horse"


@pytest.fixture
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Point the commands at an empty database and open it."""
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def typed(monkeypatch: pytest.MonkeyPatch, *words: str, stdin: str = "") -> int:
    """Run a command with something on standard input and return its exit code."""
    monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    return main(words)


def add(monkeypatch: pytest.MonkeyPatch, name: str, *, role: str = "clerk", password: str = PASSWORD) -> int:
    """Add a user."""
    words = ("admin", "user", "add", name, "--role", role, "--password-stdin")
    return typed(monkeypatch, *words, stdin=f"{password}\r\n")


def test_a_user_is_added_and_can_sign_in(site: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert add(monkeypatch, "li") == 0
    assert House(site).sign_in("li").status_code == 200


def test_a_user_that_is_refused_is_not_added(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch, "li", password="short") == 2
    assert "密码" in capsys.readouterr().err
    assert add(monkeypatch, "li") == 0
    assert add(monkeypatch, "LI") == 2


def test_a_new_password_replaces_the_old_one(site: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    add(monkeypatch, "li", password="the old horse")
    words = ("admin", "user", "password", "li", "--password-stdin")
    assert typed(monkeypatch, *words, stdin=f"{PASSWORD}\n") == 0
    assert House(site).sign_in("li").status_code == 200
    assert House(site).sign_in("li", "the old horse").status_code == 401


def test_a_token_is_all_that_is_printed_and_it_counts(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch, "li")
    capsys.readouterr()
    assert typed(monkeypatch, "admin", "token", "li") == 0
    token = capsys.readouterr().out
    assert House(site).get("/session", token.strip()).get_json()["name"] == "li"
    assert len(token.split()) == 1


def test_a_user_switched_off_gets_no_token_and_is_listed_as_off(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch, "li")
    assert typed(monkeypatch, "admin", "user", "disable", "li") == 0
    assert typed(monkeypatch, "admin", "token", "li") == 2
    capsys.readouterr()
    assert typed(monkeypatch, "admin", "user", "list") == 0
    assert capsys.readouterr().out == "li  录单员 clerk  已停用 (off)\n"


@pytest.mark.parametrize("words", [("user", "disable"), ("token",)])
def test_an_unknown_user_is_named(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert typed(monkeypatch, "admin", *words, "nobody") == 2
    assert "nobody" in capsys.readouterr().err


def test_the_audit_trail_is_verified_and_the_first_broken_block_named(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from server.audit.jobs import seal  # noqa: PLC0415 - the worker's part of the story
    from server.web.edge import system_clock  # noqa: PLC0415

    add(monkeypatch, "li")
    with writing(site) as conn:
        assert seal(conn, system_clock()) > 0
    assert typed(monkeypatch, "admin", "audit", "verify") == 0
    with writing(site) as conn:
        conn.execute(sa.text("UPDATE audit_rows SET actor = 'somebody else'"))
    capsys.readouterr()
    assert typed(monkeypatch, "admin", "audit", "verify") == 1
    assert "first broken block: 1" in capsys.readouterr().out


def test_master_data_is_imported_from_a_file_and_the_same_file_again_changes_nothing(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "客户.csv"
    rows = ["客户编码,客户名称,信用额度", "C001,华东灯饰,50000", "C002,南方五金,", "C002,又一家,1"]
    file.write_text("\n".join(rows), encoding="utf-8")
    assert typed(monkeypatch, "admin", "import", str(file)) == 0
    told = capsys.readouterr().out
    assert "新增 created 2" in told
    assert "第 4 行" in told
    assert typed(monkeypatch, "admin", "import", str(file)) == 0
    with reading(site) as conn:
        found = conn.execute(sa.text("SELECT code, name, rev FROM customers ORDER BY code")).all()
    assert [row.code for row in found] == ["C001", "C002"]
    assert found[0].rev == 1


def test_prices_imported_twice_stand_once(
    site: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheets = {
        "客户.csv": "客户编码,客户名称\nC001,华东灯饰",
        "产品.csv": "产品型号,品名,单位\nP001,筒灯,个",
        "协议价.csv": "客户名称,产品型号,协议价（含税）\n华东灯饰,P001,12.5",
    }
    for name, text in (*sheets.items(), *sheets.items()):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert typed(monkeypatch, "admin", "import", str(tmp_path / name)) == 0
    with reading(site) as conn:
        assert conn.execute(sa.text("SELECT count(*) FROM prices")).scalar_one() == 1


def test_a_file_that_is_no_workbook_is_refused_with_the_reason(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "主数据.xlsx"
    file.write_bytes(b"no workbook")
    assert typed(monkeypatch, "admin", "import", str(file)) == 2
    assert "主数据.xlsx" in capsys.readouterr().err


def test_a_port_in_use_is_told_before_anything_is_started(
    site: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert typed(monkeypatch, "serve", "--port", port) == 1
    assert port in capsys.readouterr().err


def test_a_database_that_is_not_there_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("SHEETLINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@127.0.0.1:{port}/x")
    assert typed(monkeypatch, "admin", "migrate") == 3
    assert "DATABASE_URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [(), ("fly",), ("admin",), ("admin", "user", "add", "li", "--role", "king")]
)
def test_words_that_are_no_command_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
