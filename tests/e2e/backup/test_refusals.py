"""What is no whole backup, or comes at a bad time, is refused in a sentence, and nothing is changed."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from server.backup.archive import MANIFEST, PAYLOAD, read_manifest
from server.cli import main
from server.db.session import reading
from server.db.sites import server_identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.backup.conftest import Plant

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])


def cut_at_the_end(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def foreign_archive(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("orders.csv", "1,2")


def foreign_text(file: Path) -> None:
    file.write_text("CREATE TABLE orders (a int);")


def another_database(file: Path) -> None:
    rewritten(file, payload=b"something else")


def newer_schema(file: Path) -> None:
    rewritten(file, schema="9999")


def other_engine(file: Path) -> None:
    held = read_manifest(file).holds.engine
    rewritten(file, engine="sqlite" if held == "postgresql" else "postgresql")


def fewer_rows(file: Path) -> None:
    rewritten(file, rows={**read_manifest(file).holds.rows, "customers": 3})


def rewritten(file: Path, *, payload: bytes | None = None, **facts: object) -> None:
    """Write the backup anew with something changed."""
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as archive:
        kept = archive.read(PAYLOAD)
    changed = msgspec.structs.replace(manifest, holds=msgspec.structs.replace(manifest.holds, **facts))
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(PAYLOAD, payload if payload is not None else kept)
        archive.writestr(MANIFEST, msgspec.json.encode(changed))


SPOILED: dict[Callable[[Path], None], str] = {
    cut: "不是完整的表上单备份",
    cut_at_the_end: "不是完整的表上单备份",
    flipped: "不是完整的表上单备份",
    empty: "不是完整的表上单备份",
    foreign_archive: "不是完整的表上单备份",
    foreign_text: "不是完整的表上单备份",
    another_database: "不是完整的表上单备份",
    newer_schema: "较新版本",
    other_engine: "种类不同",
    fewer_rows: "没有复制成功",
}


def state(plant: Plant) -> tuple[object, ...]:
    with reading(plant.engine) as conn:
        return (*server_identity(conn), tuple(plant.factory.orders()))


def test_a_spoiled_backup_is_refused_in_a_sentence_and_the_database_goes_on(
    plant: Plant, capsys: pytest.CaptureFixture[str]
) -> None:
    made = plant.back_up()
    whole = made.read_bytes()
    plant.factory.press()
    before, files = state(plant), set(plant.folder.iterdir())
    for spoil, sentence in SPOILED.items():
        made.write_bytes(whole)
        spoil(made)
        capsys.readouterr()
        assert plant.restore(made) == 2, spoil
        assert sentence in capsys.readouterr().err, spoil
        assert state(plant) == before, spoil
    plant.stop()
    assert set(plant.folder.iterdir()) == files - {
        path for path in files if path.name.endswith(("-wal", "-shm"))
    }


def test_a_file_that_is_not_there_is_named(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "restore", str(plant.folder / "nowhere.backup"), "--yes"]) == 2
    assert "nowhere.backup" in capsys.readouterr().err


def test_a_database_in_use_is_not_replaced(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    made = plant.back_up()
    before = state(plant)  # and a connection stays open, as a server's does
    assert main(["admin", "restore", str(made), "--yes"]) == 2
    assert "请先停止服务器" in capsys.readouterr().err
    assert state(plant) == before
    plant.stop()
    assert main(["admin", "restore", str(made), "--yes"]) == 0
    plant.start()


def test_a_server_that_runs_is_seen_before_anybody_asked_it_anything(
    plant: Plant, capsys: pytest.CaptureFixture[str]
) -> None:
    made = plant.back_up()
    plant.stop()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            assert main(["admin", "restore", str(made), "--yes"]) == 2
            assert "请先停止服务器" in capsys.readouterr().err
            assert main(["admin", "backup"]) == 0
        finally:
            server.terminate()
    assert main(["admin", "restore", str(made), "--yes"]) == 0
    plant.start()


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def test_without_a_yes_nothing_is_restored(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plant.back_up()
    plant.factory.press()
    before = state(plant)
    plant.stop()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["admin", "restore", str(made)]) == 2
    plant.start()
    assert state(plant) == before


def test_a_backup_onto_a_full_disk_leaves_nothing_and_says_so(plant: Plant) -> None:
    folder = plant.folder / "small"
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "from server.cli import main\n"
        f"sys.exit(main(['admin', 'backup', '--to', {str(folder)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "没有复制成功" in done.stderr
    assert list(folder.iterdir()) == []


def test_a_name_that_is_taken_is_not_written_over(plant: Plant, capsys: pytest.CaptureFixture[str]) -> None:
    target = plant.folder / "mine.backup"
    target.write_text("precious")
    assert main(["admin", "backup", "--to", str(target)]) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert target.read_text() == "precious"


def test_the_newest_are_kept_and_what_is_not_ours_is_left_alone(plant: Plant) -> None:
    other = plant.folder / "backups" / "sheetline-20200101-000000.backup"
    first = plant.back_up()
    other.write_text("no backup")
    foreign = other.with_name("sheetline-20200101-000001.backup")
    foreign.write_bytes(first.read_bytes())
    rewritten(foreign, server="another")
    second = plant.back_up()
    assert main(["admin", "backup", "--keep", "2"]) == 0
    left = set(plant.backups)
    assert {other, foreign, second} < left
    assert first not in left
    assert len(left) == 4
    assert main(["admin", "backup", "--keep", "0"]) == 2


def test_only_its_owner_reads_a_backup(plant: Plant) -> None:
    made = plant.back_up()
    assert os.name == "nt" or made.stat().st_mode & 0o077 == 0
