"""The file of a backup: a zip archive with the database and a manifest, whole or refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import msgspec

from server.db.copies.contract import BLOCK_BYTES
from server.errors import ConflictError, InvalidError
from workbooks.durable import flush_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MANIFEST, PAYLOAD = "manifest.json", "database"
FORMAT = 1
_FAST = 1  # of zlib's levels: a third larger than the best, five times as fast
_DAMAGE = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a copied database says of itself: `schema` is its migration, `rows` counts by table."""

    engine: str
    schema: str
    server: str
    epoch: int
    rows: dict[str, int]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds; `sha256` is of the database in it."""

    format: int = FORMAT
    product: str
    made_at: dt.datetime
    sha256: str
    holds: Facts


class NotABackupError(InvalidError):
    """The file is no backup, or not all of one."""

    title = "这个文件不是完整的表上单备份"


class ExistsError(ConflictError):
    """There is a file of this name."""

    title = "文件已经存在，没有覆盖"


def write_archive(file: Path, blocks: Iterable[bytes], *, describe: Callable[[str], Manifest]) -> Manifest:
    """Write a backup under a temporary name, which only its owner reads, and give it its name at the end.

    `describe` is called with the sha256 of the blocks. Raises ExistsError; OSError when the disk is full.
    """
    if file.exists():
        raise ExistsError(str(file))
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as stream:
            with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=_FAST) as archive:
                made = describe(_write_payload(archive, blocks))
                archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(made)))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    flush_folder(file.parent)
    return made


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself. Raises NotABackupError."""
    with _damage_told(file), ZipFile(file) as archive:
        made = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
        archive.getinfo(PAYLOAD)
    if made.format > FORMAT:
        raise NotABackupError(f"{file.name}：由较新版本 {made.product} 制作 (made by a newer version)")
    return made


def verify(file: Path) -> Manifest:
    """Read a backup to its end and return its manifest. Raises NotABackupError."""
    made, hasher = read_manifest(file), hashlib.sha256()
    for block in blocks_of(file):
        hasher.update(block)
    if hasher.hexdigest() != made.sha256:
        raise NotABackupError(f"{file.name}：内容与清单不符 (damaged)")
    return made


def blocks_of(file: Path) -> Iterator[bytes]:
    """Yield the database in a backup. Raises NotABackupError."""
    with _damage_told(file), ZipFile(file) as archive, archive.open(PAYLOAD) as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block


def _write_payload(archive: ZipFile, blocks: Iterable[bytes]) -> str:
    hasher = hashlib.sha256()
    with archive.open(PAYLOAD, "w", force_zip64=True) as stream:
        for block in blocks:
            hasher.update(block)
            stream.write(block)
    return hasher.hexdigest()


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    """Say that a file cannot be read as a backup. What is done with its blocks happens outside of this."""
    try:
        yield
    except _DAMAGE as error:
        raise NotABackupError(f"{file.name}：被截断、损坏，或不是备份 (cut, damaged or foreign)") from error
    except OSError as error:
        raise NotABackupError(f"{file}: {error.strerror or error}") from error
