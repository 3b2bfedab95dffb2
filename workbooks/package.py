"""Is this file a workbook that may be parsed? Answered from the bytes, before any parser of ours sees it."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.rows.letters import column_number
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = frozenset({".xlsx", ".xlsm"})
MOST_PARTS = 2_000
MOST_BYTES = 256 * 1024 * 1024
MOST_RATIO = 200
SMALL_BYTES = 4 * 1024 * 1024  # a part this small cannot hurt, however well it is packed
MOST_COLUMNS = 1_000
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PLAIN_ENCODINGS = frozenset({"utf-8", "ascii", "iso8859-1", "utf-16"})
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FAR_CELL = re.compile(rb"""\br=["']([A-Z]{3,})[0-9]""")
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook file as it was read: all bytes, and its parts by name."""

    content: bytes
    parts: dict[str, bytes]


def read_package(path: Path) -> Package:
    """Return the workbook file, each of its parts checked as safe to parse.

    Raises RefusedBookError with the reason: not there, not a workbook, encrypted, damaged, a zip bomb, a
    document type declared, more columns than any order book has.
    """
    content = _content(path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            require_modest(archive, path.name)
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise RefusedBookError("damaged", name=path.name) from error
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise RefusedBookError("damaged", name=path.name)
    if _STRICT in parts["xl/workbook.xml"]:
        raise RefusedBookError("strict", name=path.name)
    for name, part in parts.items():
        if name.lower().endswith(_XML_SUFFIXES):
            require_plain_xml(part, part=name, name=path.name)
        if name.startswith("xl/worksheets/"):
            _require_narrow(part, path.name)
    return Package(content, parts)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    if path.suffix.lower() not in SUFFIXES:
        raise RefusedBookError("not_xlsx", name=path.name)
    if path.stat().st_size > MOST_BYTES:
        raise RefusedBookError("too_large", name=path.name, what=f"{path.stat().st_size // 1024 // 1024} MB")
    try:
        content = path.read_bytes()
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    if content.startswith(_OLE):
        code = "encrypted" if _ENCRYPTED_STREAM in content else "renamed"
        raise RefusedBookError(code, name=path.name, what="旧版 .xls")
    if not content:
        raise RefusedBookError("damaged", name=path.name)
    if not content.startswith(_ZIP_STARTS):
        raise RefusedBookError("renamed", name=path.name, what="文本或别的格式")
    return content


def require_modest(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive that is encrypted, holds a name twice, or unpacks to more than a workbook does."""
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


def require_plain_xml(content: bytes, *, part: str, name: str) -> None:
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


def _require_narrow(content: bytes, name: str) -> None:
    for found in {match[1] for match in _FAR_CELL.finditer(content)}:
        if column_number(found.decode()) > MOST_COLUMNS:
            raise RefusedBookError("too_wide", name=name, what=found.decode())
