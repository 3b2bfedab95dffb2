"""Is this file a workbook that may be parsed? Answered from the bytes, before any parser of ours sees it."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from addin.hosts.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = frozenset({".xlsx", ".xlsm"})
MOST_PARTS = 2_000
MOST_BYTES = 256 * 1024 * 1024
MOST_RATIO = 200
SMALL_BYTES = 4 * 1024 * 1024  # a part this small cannot hurt, however well it is packed
MOST_COLUMNS = 1_000
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PLAIN_ENCODINGS = frozenset({"utf-8", "ascii", "iso8859-1", "utf-16"})
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FAR_CELL = re.compile(rb"""\br=["']([A-Z]{3,})[0-9]""")
_STRICT = b"http://purl.oclc.org/ooxml/"


def read_parts(path: Path) -> dict[str, bytes]:
    """Return the parts of the workbook by name, each checked as safe to parse.

    Raises RefusedBookError with the reason: not there, not a workbook, encrypted, damaged, a zip bomb, a
    document type declared, more columns than any order book has.
    """
    _require_kind(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _require_modest(archive, path.name)
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise RefusedBookError("damaged", name=path.name) from error
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise RefusedBookError("damaged", name=path.name)
    if _STRICT in parts["xl/workbook.xml"]:
        raise RefusedBookError("strict", name=path.name)
    for name, content in parts.items():
        if name.lower().endswith(_XML_SUFFIXES):
            _require_plain_xml(content, part=name, name=path.name)
    for content in _sheets(parts):
        _require_narrow(content, path.name)
    return parts


def _require_kind(path: Path) -> None:
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    if path.suffix.lower() not in SUFFIXES:
        raise RefusedBookError("not_xlsx", name=path.name)
    try:
        with path.open("rb") as file:
            head = file.read(8)
            if head == _OLE:
                file.seek(0)
                encrypted = _ENCRYPTED_STREAM in file.read(MOST_BYTES)
                raise _ole_refusal(path.name, "encrypted" if encrypted else "renamed")
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    if not head:
        raise RefusedBookError("damaged", name=path.name)
    if not head.startswith((_ZIP, _EMPTY_ZIP)):
        raise RefusedBookError("renamed", name=path.name, what="文本或别的格式")


def _ole_refusal(name: str, code: str) -> RefusedBookError:
    return RefusedBookError(code, name=name, what="旧版 .xls")


def _require_modest(archive: zipfile.ZipFile, name: str) -> None:
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise RefusedBookError("encrypted", name=name)
    if len(infos) > MOST_PARTS:
        raise RefusedBookError("too_large", name=name, what=f"{len(infos)} 个部分")
    if len({info.filename for info in infos}) != len(infos):
        raise RefusedBookError("damaged", name=name)
    whole = sum(info.file_size for info in infos)
    bombs = [info for info in infos if info.file_size > max(SMALL_BYTES, MOST_RATIO * info.compress_size)]
    if whole > MOST_BYTES or bombs:
        raise RefusedBookError("too_large", name=name, what=f"{whole // 1024 // 1024} MB")


def _require_plain_xml(content: bytes, *, part: str, name: str) -> None:
    """Refuse a part that declares a document type, or that hides what it says in an unusual encoding."""
    bom, encoding = next(((mark, name) for mark, name in _BOMS if content.startswith(mark)), (b"", ""))
    body = content[len(bom) :]
    if encoding.startswith("utf-16"):
        body = body.decode(encoding, errors="replace").encode()
    declared = _ENCODING.match(body)
    if declared and _codec(declared[1]) not in _PLAIN_ENCODINGS:
        raise RefusedBookError("entities", name=name, what=part)
    if body and (not body.lstrip().startswith(b"<") or b"\0" in body[:64]):
        raise RefusedBookError("damaged", name=name)
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise RefusedBookError("entities", name=name, what=part)


def _codec(label: bytes) -> str:
    try:
        return codecs.lookup(label.decode("ascii")).name
    except LookupError:
        return ""


def _sheets(parts: dict[str, bytes]) -> Iterator[bytes]:
    return (content for name, content in parts.items() if name.startswith("xl/worksheets/"))


def _require_narrow(content: bytes, name: str) -> None:
    for found in {match[1] for match in _FAR_CELL.finditer(content)}:
        if _column(found) > MOST_COLUMNS:
            raise RefusedBookError("too_wide", name=name, what=found.decode())


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
