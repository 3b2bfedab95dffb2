"""Parts that no library of ours writes, put into a workbook by hand: as Excel and its guests leave them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.adoption.corpus import by_openpyxl, by_xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

Parts = dict[str, bytes]
Making = Callable[[Parts], None]
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MS = "http://schemas.microsoft.com/office"
_SHEETS = f"{_OFFICE}.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
_XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write(path: Path, making: Making, *, base: Callable[[Path], Path] | None = None) -> Path:
    """Write a workbook of a library, and change its parts."""
    made = base(path) if base else by_xlsxwriter.write(path, by_xlsxwriter.bare)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    making(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


@dataclass(frozen=True, slots=True)
class Part:
    """A part to add: its type, and from which part of the workbook it is related how."""

    name: str
    content: str | bytes
    kind: str
    relation: str
    of: str = BOOK


def _add(parts: Parts, part: Part) -> None:
    """Add a part, its type, and a relation from another part."""
    parts[part.name] = part.content.encode() if isinstance(part.content, str) else part.content
    override = f'<Override PartName="/{part.name}" ContentType="{part.kind}"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", override.encode())
    folder, _, leaf = part.of.rpartition("/")
    rels = f"{folder}/_rels/{leaf}.rels".lstrip("/")
    empty = f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'
    link = (
        f'<Relationship Id="rIdX{len(parts)}" Type="{part.relation}" Target="/{part.name}"/></Relationships>'
    )
    parts[rels] = parts.get(rels, _XML + empty.encode()).replace(b"</Relationships>", link.encode())


def custom_xml(parts: Parts) -> None:
    """Add a document of some other program, bound to the workbook."""
    item, said = "customXml/item1.xml", '<ds:datastoreItem ds:itemID="{1}" xmlns:ds="urn:ds"/>'
    _add(parts, Part(item, "<orders xmlns='urn:erp'/>", "application/xml", f"{_RELS}/customXml"))
    kind = f"{_OFFICE}.customXmlProperties+xml"
    _add(parts, Part("customXml/itemProps1.xml", said, kind, f"{_RELS}/customXmlProps", item))


def pivot(parts: Parts) -> None:
    """Add the cache of a pivot table."""
    cache, records = (f"xl/pivotCache/pivotCache{each}1.xml" for each in ("Definition", "Records"))
    fields = f'<pivotCacheDefinition xmlns="{_MAIN}"><cacheFields count="0"/></pivotCacheDefinition>'
    kind, relation = f"{_SHEETS}.pivotCache%s+xml", f"{_RELS}/pivotCache%s"
    _add(parts, Part(cache, fields, kind % "Definition", relation % "Definition"))
    rows = f'<pivotCacheRecords xmlns="{_MAIN}" count="0"/>'
    _add(parts, Part(records, rows, kind % "Records", relation % "Records", cache))


def slicers(parts: Parts) -> None:
    """Add a slicer and its cache, named in an extension of the sheet."""
    x14, kind = f"{_MS}/spreadsheetml/2009/9/main", "application/vnd.ms-excel.slicer%s+xml"
    one, cache = (
        f'<slicers xmlns="{x14}"><slicer name="客户"/></slicers>',
        f'<slicerCacheDefinition xmlns="{x14}"/>',
    )
    relation = f"{_MS}/2007/relationships/slicer"
    _add(parts, Part("xl/slicers/slicer1.xml", one, kind % "", relation, SHEET))
    _add(parts, Part("xl/slicerCaches/slicerCache1.xml", cache, kind % "Cache", f"{relation}Cache"))
    extension = f'<extLst><ext uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}" xmlns:x14="{x14}"/></extLst>'
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", extension.encode() + b"</worksheet>")


def grouped_pictures(parts: Parts) -> None:
    """Put a group into a drawing: what openpyxl would throw away."""
    name = next(name for name in parts if name.startswith("xl/drawings/drawing"))
    spot = b"<xdr:col>%d</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%d</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    group = (
        b"<xdr:twoCellAnchor><xdr:from>%s</xdr:from><xdr:to>%s</xdr:to><xdr:grpSp><xdr:nvGrpSpPr>"
        b'<xdr:cNvPr id="9" name="group"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr/></xdr:grpSp>'
        b"<xdr:clientData/></xdr:twoCellAnchor>"
    ) % (spot % (12, 9), spot % (14, 12))
    parts[name] = parts[name].replace(b"</xdr:wsDr>", group + b"</xdr:wsDr>")


def threaded_comments(parts: Parts) -> None:
    """Add comments that are conversations, and who takes part."""
    uri, kind = f"{_MS}/spreadsheetml/2018/threadedcomments", "application/vnd.ms-excel.%s+xml"
    relation = f"{_MS}/2017/10/relationships"
    talk = f'<ThreadedComments xmlns="{uri}"><threadedComment ref="C2"/></ThreadedComments>'
    name = "xl/threadedComments/threadedComment1.xml"
    _add(parts, Part(name, talk, kind % "threadedcomments", f"{relation}/threadedComment", SHEET))
    people = f'<personList xmlns="{uri}"/>'
    _add(parts, Part("xl/persons/person.xml", people, kind % "person", f"{relation}/person"))


def printer(parts: Parts) -> None:
    """Add what a printer driver left."""
    name, left = "xl/printerSettings/printerSettings1.bin", bytes(range(256)) * 4
    _add(parts, Part(name, left, f"{_SHEETS}.printerSettings", f"{_RELS}/printerSettings", SHEET))


def embedded(parts: Parts) -> None:
    """Add an object of another program."""
    content = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    _add(
        parts,
        Part("xl/embeddings/oleObject1.bin", content, f"{_OFFICE}.oleObject", f"{_RELS}/oleObject", SHEET),
    )


def connections(parts: Parts) -> None:
    """Add a query of another database."""
    text = f'<connections xmlns="{_MAIN}"><connection id="1" name="ERP" refreshedVersion="6"/></connections>'
    _add(parts, Part("xl/connections.xml", text, f"{_SHEETS}.connections+xml", f"{_RELS}/connections"))


def outside_book(parts: Parts) -> None:
    """Add a link to another workbook."""
    text = f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_RELS}"/></externalLink>'
    name = "xl/externalLinks/externalLink1.xml"
    _add(parts, Part(name, text, f"{_SHEETS}.externalLink+xml", f"{_RELS}/externalLink"))


def task_panes(parts: Parts) -> None:
    """Add a web add-in that somebody pinned, and a label of a company."""
    kind = "application/vnd.ms-office.webextensiontaskpanes+xml"
    relation = f"{_MS}/2011/relationships/webextensiontaskpanes"
    _add(parts, Part("xl/webextensions/taskpanes.xml", '<w:taskpanes xmlns:w="urn:w"/>', kind, relation))
    label = f"{_MS}/2020/02/relationships/classificationlabels"
    _add(parts, Part("docMetadata/LabelInfo.xml", '<l:labelList xmlns:l="urn:l"/>', "application/xml", label))


def unknown_extensions(parts: Parts) -> None:
    """Add attributes and elements of later versions, marked to be passed over."""
    names = {
        "mc": _COMPATIBLE,
        "x14ac": f"{_MS}/spreadsheetml/2009/9/ac",
        "xr": f"{_MS}/spreadsheetml/2014/revision",
    }
    head = "<worksheet " + " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in names.items())
    head += ' mc:Ignorable="x14ac xr" xr:uid="{7}"'
    parts[SHEET] = parts[SHEET].replace(b"<worksheet", head.encode(), 1)
    parts[SHEET] = parts[SHEET].replace(b"<row ", b'<row x14ac:dyDescent="0.3" ')
    later = '<extLst><ext uri="{F00}" xmlns:f="urn:future"><f:thing a="1">文</f:thing></ext></extLst>'
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", later.encode() + b"</worksheet>")


def phonetics(parts: Parts) -> None:
    """Add readings beside texts, as input methods leave them."""
    name = "xl/sharedStrings.xml"
    parts[name] = parts[name].replace(
        "<t>要快</t>".encode(), "<t>要快</t><rPh sb='0' eb='2'><t>yk</t></rPh>".encode()
    )


def prefixed(parts: Parts) -> None:
    """Put the elements of the sheet under a prefix, as some exporters do."""
    text = parts[SHEET].decode()
    body = text[text.index("<worksheet") :].replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    parts[SHEET] = _XML + body.replace('xmlns="', 'xmlns:x="', 1).encode()


def without_addresses(parts: Parts) -> None:
    """Leave out hints, take single quotes, put blanks between elements."""
    text = parts[SHEET].decode().replace("<sheetData>", "<sheetData>\n  ").replace("</row>", "</row>\n  ")
    parts[SHEET] = text.replace(' spans="1:11"', "").encode()
    parts[BOOK] = parts[BOOK].replace(b'name="', b"name='").replace('十一月"'.encode(), "十一月'".encode())


def chain_of_calculation(parts: Parts) -> None:
    """Add the order in which Excel calculated last time."""
    cells = "".join(f'<c r="F{row}" i="1"/>' for row in range(2, 6))
    text = f'<calcChain xmlns="{_MAIN}">{cells}<c r="D6" i="1"/></calcChain>'
    _add(parts, Part("xl/calcChain.xml", text, f"{_SHEETS}.calcChain+xml", f"{_RELS}/calcChain"))


def shared_formulas(parts: Parts) -> None:
    """Let amounts share one formula."""
    text = parts[SHEET].decode().replace("<f>D2*E2</f>", '<f t="shared" ref="F2:F5" si="0">D2*E2</f>')
    for row in (3, 4, 5):
        text = text.replace(f"<f>D{row}*E{row}</f>", '<f t="shared" si="0"/>')
    parts[SHEET] = text.encode()


PLAIN: tuple[Making, ...] = (
    *(
        custom_xml,
        pivot,
        slicers,
        threaded_comments,
        printer,
        embedded,
        connections,
        outside_book,
        task_panes,
    ),
    *(unknown_extensions, phonetics, prefixed, without_addresses, chain_of_calculation, shared_formulas),
)


def with_grouped_pictures(path: Path) -> Path:
    """Write pictures, one in a group."""
    return write(path, grouped_pictures, base=lambda at: by_openpyxl.write(at, by_openpyxl.pictures))
