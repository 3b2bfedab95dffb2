"""The disk of the server or of the clerk is full: nothing is lost or doubled, and words say what to do."""

from __future__ import annotations

import getpass
import json
import os
import pwd
import random
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from tests.e2e.crash.site import open_site
from tests.e2e.crash.small_disk import small_disk
from tests.postgres import _unprivileged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.crash.site import Site, Zygote

REFUSED, UNREACHABLE = 2, 3
MOST_PRESSES = 30
ROOMS = (0, 4_096, 20_480, 65_536)
"""Bytes left on the disk: for nothing, for a page, for some of what a press writes."""


@pytest.mark.slow
def test_a_full_disk_under_sqlite_stops_presses_in_plain_words_and_no_order_is_lost(
    tmp_path: Path, migrated_sqlite: Path, zygotes: tuple[Zygote, Zygote]
) -> None:
    server, client = zygotes
    chance = random.Random(3)
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        file = shutil.copyfile(migrated_sqlite, disk.folder / "sheetline.sqlite3")
        with open_site(f"sqlite:///{file.as_posix()}", tmp_path, server=server, client=client) as site:
            told = [_press_with_room(site, chance, room, fill=disk.fill) for room in ROOMS]
            assert told[0] == UNREACHABLE
            assert "硬盘满了" in site.seen
            assert "请管理员腾出空间" in site.seen
            disk.empty()
            assert site.press()["code"] == 0
            site.assert_each_row_once()
            site.assert_sound()


@pytest.mark.slow
def test_a_full_disk_under_postgresql_stops_presses_in_plain_words_and_no_order_is_lost(
    desk: Path, postgresql_server: str, migrated_postgresql: str, zygotes: tuple[Zygote, Zygote]
) -> None:
    server, client = zygotes
    chance = random.Random(8)
    with (
        small_disk(desk / "disk", megabytes=48) as disk,
        _database_on(disk.folder, postgresql_server, migrated_postgresql) as url,
        open_site(url, desk, server=server, client=client) as site,
    ):
        disk.fill()
        for _ in range(MOST_PRESSES):
            site.type_rows(chance, new=20)
            if site.press(patient=False)["code"]:
                break
        assert "硬盘满了" in site.said()
        disk.empty()
        assert site.press()["code"] == 0
        site.assert_each_row_once()
        site.assert_sound()


@contextmanager
def _database_on(folder: Path, server: str, template: str) -> Iterator[str]:
    """Yield the URL of a migrated database whose tables lie in a folder; the log of writes lies elsewhere."""
    place = folder / "tables"
    place.mkdir()
    owner = pwd.getpwnam(str(_unprivileged().get("user", getpass.getuser())))
    os.chown(place, owner.pw_uid, owner.pw_gid)
    words = sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(place)))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(words)
        connection.execute(
            sql.SQL("CREATE DATABASE small TEMPLATE {} TABLESPACE small").format(sql.Identifier(template))
        )
        yield f"{server.rpartition('/')[0]}/small"
        connection.execute("DROP DATABASE small WITH (FORCE)")
        connection.execute("DROP TABLESPACE small")


def _press_with_room(site: Site, chance: random.Random, room: int, *, fill: object) -> int:
    """Type and press while the disk has so much room."""
    site.type_rows(chance)
    fill(leaving=room)  # type: ignore[operator]
    code: int = site.press(patient=False)["code"]
    site.seen += site.said()
    return code


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("save", [1, 2])
def test_a_full_disk_under_the_workbook_leaves_it_whole_and_the_next_press_ends_it(
    site: Site, save: int
) -> None:
    chance = random.Random(4)
    with small_disk(site.folder / "desk", megabytes=2) as disk:
        site.move_book(disk.folder)
        site.type_rows(chance)
        before = site.book.read_bytes()
        ended = site.press(full_at_save=save, disk=str(disk.folder))
        told = json.loads(site.said())
        assert (ended["code"], told["refused"]) == (REFUSED, "disk_full")
        assert "请腾出空间再按一次" in told["message"]
        assert (site.book.read_bytes() == before) == (save == 1)
        assert [path.name for path in disk.folder.iterdir() if path.suffix == ".tmp"] == []
        assert len(site.stored()) == save - 1
        disk.empty()
        assert site.press()["code"] == 0
        site.assert_each_row_once()
    site.assert_sound()
