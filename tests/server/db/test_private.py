"""Data is readable by the server's own user alone, also in a folder that was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.commands.opening import database
from server.config import Config
from server.db.private import keep_private

if TYPE_CHECKING:
    from pathlib import Path


def url(folder: Path) -> str:
    """Return the address of the database in a folder."""
    return f"sqlite:///{(folder / 'sheetline.sqlite3').as_posix()}"


def mode(path: Path) -> int:
    """Return the mode of a file or folder."""
    return path.stat().st_mode & 0o777


def test_a_folder_left_open_is_closed_and_so_is_every_file_of_the_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with database(Config(data, url(data))) as engine, engine.connect():
        assert mode(data) == 0o700
        assert {mode(file) for file in data.glob("sheetline.sqlite3*")} == {0o600}
        assert len(list(data.glob("sheetline.sqlite3*"))) == 3


def test_a_database_of_before_is_closed_at_the_next_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    file = tmp_path / "sheetline.sqlite3"
    file.write_bytes(b"")
    file.chmod(0o644)
    keep_private(tmp_path, url(tmp_path))
    assert (mode(tmp_path), mode(file)) == (0o700, 0o600)


def test_a_folder_with_other_things_in_it_stays_as_it_is_and_the_database_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "somebody's.txt").write_text("x")
    keep_private(tmp_path, url(tmp_path))
    assert (mode(tmp_path), mode(tmp_path / "sheetline.sqlite3")) == (0o755, 0o600)


def test_with_another_database_the_new_folder_is_private_too(tmp_path: Path) -> None:
    keep_private(tmp_path / "new", "postgresql://nobody@nowhere/x")
    assert mode(tmp_path / "new") == 0o700
