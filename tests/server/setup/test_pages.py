"""The page `/setup` and its scripts, as text: there is no PowerShell here to run them."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from server.setup.pages import APP_ZIP, PYTHON_ZIP, make_setup

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

HOST = "http://192.168.1.10:8765"
ALLOWED_FOLDERS = ("$env:LOCALAPPDATA", "$env:APPDATA")


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Serve the routes over a folder."""
    app = Flask("test")
    app.register_blueprint(make_setup(tmp_path))
    return app.test_client()


def put_files(folder: Path) -> None:
    for name in (APP_ZIP, PYTHON_ZIP):
        (folder / name).write_bytes(name.encode())


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path, base_url=HOST)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_page_says_what_is_missing_and_how_to_make_it(client: FlaskClient) -> None:
    page = text_of(client, "/setup")
    assert PYTHON_ZIP in page
    assert "build --windows-python" in page
    assert "/setup/install.ps1" not in page
    assert client.get("/setup/install.ps1").status_code == 404


def test_the_page_gives_one_line_to_paste_that_fits_the_window_run(
    client: FlaskClient, tmp_path: Path
) -> None:
    put_files(tmp_path)
    page = text_of(client, "/setup")
    lines = re.findall(r"<code>(powershell .*?)</code>", page)
    for line, name in zip(lines, ("install", "uninstall"), strict=True):
        assert f"\"irm '{HOST}/setup/{name}.ps1' | iex\"" in unescape(line)
    assert all(len(line) < 259 for line in lines)
    assert "http" not in re.sub(re.escape(HOST), "", page)


def test_the_script_knows_address_and_hashes(client: FlaskClient, tmp_path: Path) -> None:
    put_files(tmp_path)
    script = text_of(client, "/setup/install.ps1")
    assert f"$server = '{HOST}'" in script
    for name in (APP_ZIP, PYTHON_ZIP):
        digest = hashlib.sha256(name.encode()).hexdigest().upper()
        assert f"Get-Part '{name}' '{digest}'" in script
        with client.get(f"/setup/{name}") as answer:
            assert answer.data == name.encode()


@pytest.mark.parametrize("name", ["install.ps1", "uninstall.ps1"])
def test_scripts_are_ascii_whole_and_literal(client: FlaskClient, tmp_path: Path, name: str) -> None:
    put_files(tmp_path)
    script = text_of(client, f"/setup/{name}")
    assert script.isascii()
    assert "\n" not in script.replace("\r\n", "")
    assert not re.search(r"@[A-Z_]+@", script)
    for opening, closing in ("{}", "()", "[]"):
        assert script.count(opening) == script.count(closing)
    assert all(line.count("'") % 2 == 0 for line in script.splitlines() if not line.startswith("#"))
    assert not re.search(
        r"(?:Remove-Item|Test-Path|Copy-Item|Move-Item|Set-Content) (?!-LiteralPath)", script
    )


@pytest.mark.parametrize("name", ["install.ps1", "uninstall.ps1"])
def test_scripts_need_no_administrator(client: FlaskClient, tmp_path: Path, name: str) -> None:
    put_files(tmp_path)
    script = text_of(client, f"/setup/{name}")
    for word in ("RunAs", "HKLM", "ProgramFiles", "Set-ExecutionPolicy", "C:\\"):
        assert word not in script
    asked = {"$env:SHEETLINE_CA"} if name == "install.ps1" else set()
    assert set(re.findall(r"\$env:\w+", script)) == {*ALLOWED_FOLDERS, *asked}


def test_the_add_in_goes_where_excel_trusts_it_and_loses_its_mark(
    client: FlaskClient, tmp_path: Path
) -> None:
    put_files(tmp_path)
    script = text_of(client, "/setup/install.ps1")
    assert r"Join-Path $env:APPDATA 'Microsoft\Excel\XLSTART'" in script
    assert "Unblock-File -LiteralPath $addin" in script
    assert script.index("Copy-Item") < script.index("Unblock-File -LiteralPath $addin")
    assert "-LiteralPath (Join-Path $base 'server.txt') -Value $server -Encoding ASCII" in script


def test_removing_takes_all_that_was_put_there(client: FlaskClient) -> None:
    script = text_of(client, "/setup/uninstall.ps1")
    assert r"Join-Path $env:APPDATA 'Microsoft\Excel\XLSTART\sheetline.xlam'" in script
    assert "Join-Path $env:LOCALAPPDATA 'Sheetline'" in script


@pytest.mark.parametrize("host", ["a'b", "a b", "a$(calc)", "a`b", "a;b", "a&b", "a|b", 'a"b'])
def test_a_host_that_could_be_code_gets_no_script(client: FlaskClient, tmp_path: Path, host: str) -> None:
    put_files(tmp_path)
    answer = client.get("/setup/install.ps1", headers={"Host": host})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "name", ["", "other.zip", "..%2Fpyproject.toml", "install.ps1.bak", "sheetline.xlam"]
)
def test_nothing_else_is_served(client: FlaskClient, tmp_path: Path, name: str) -> None:
    put_files(tmp_path)
    (tmp_path / "other.zip").write_bytes(b"x")
    assert client.get(f"/setup/{name}").status_code == 404


def test_an_own_authority_is_copied_beside_the_address_and_one_that_is_missing_stops_everything(
    client: FlaskClient, tmp_path: Path
) -> None:
    put_files(tmp_path)
    script = text_of(client, "/setup/install.ps1")
    copied = "Copy-Item -LiteralPath $env:SHEETLINE_CA -Destination (Join-Path $base 'ca.pem') -Force"
    assert copied in script
    assert script.index("throw") < script.index("New-Item") < script.index(copied)


def test_who_comes_over_tls_is_told_how_to_trust_an_own_authority(
    client: FlaskClient, tmp_path: Path
) -> None:
    put_files(tmp_path)
    safe = client.get("/setup", base_url="https://orders.example").get_data(as_text=True)
    (lines,) = re.findall(r"<pre>(.*?)</pre>", safe, re.DOTALL)
    first, second, third = unescape(lines).split("\n")
    assert first.startswith("$env:SHEETLINE_CA = '")
    assert (
        second == "Import-Certificate -FilePath $env:SHEETLINE_CA -CertStoreLocation Cert:\\CurrentUser\\Root"
    )
    assert third == "irm 'https://orders.example/setup/install.ps1' | iex"
    assert "SHEETLINE_CA" not in text_of(client, "/setup")
