"""Parts that nobody touches stay byte for byte; what vouches for the whole file is refused and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from addin.hosts.losses import LOSSES, losses
from tests.addin.hosts.packages import SHEET, parts_of, plain_book, write_parts
from tests.addin.hosts.pressing import pressed
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = [
    ("xl/revisions/revisionHeaders.xml", "共享修订记录"),
    ("_xmlsignatures/sig1.xml", "数字签名"),
]
KEPT = {
    "xl/charts/chart1.xml": b"<c:chartSpace/>",
    "xl/diagrams/data1.xml": b"<a/>",
    "xl/drawings/drawing1.xml": b"<xdr:wsDr><xdr:sp macro=''/><xdr:grpSp/></xdr:wsDr>",
    "xl/media/image1.emf": bytes(range(256)),
    "xl/slicers/slicer1.xml": b"<a/>",
    "xl/timelines/timeline1.xml": b"<a/>",
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<a/>",
    "xl/ctrlProps/ctrlProp1.xml": b"<a/>",
    "xl/embeddings/oleObject1.bin": b"\0\1",
    "xl/threadedComments/threadedComment1.xml": b"<a/>",
    "customXml/item1.xml": b"<!-- a remark of somebody's --><a/>",
    "xl/connections.xml": b"<a/>",
    "xl/metadata.xml": b"<a/>",
    "docMetadata/LabelInfo.xml": b"<a/>",
    "customUI/customUI14.xml": b"<a/>",
    "xl/newThing/new.xml": b"<a/>",
}
WRITTEN = m.Put(m.Range("Sheet", 2, 2, 2, 2), [[9]])


@pytest.mark.parametrize(("part", "words"), EXAMPLES)
def test_what_would_be_spoiled_is_named(part: str, words: str) -> None:
    assert losses(["xl/workbook.xml", part]) == [words]


def test_every_loss_has_an_example() -> None:
    assert {words for words, _ in LOSSES} == {words for _, words in EXAMPLES}


def test_a_signed_book_is_left_alone(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    write_parts(path, parts_of(path) | {"_xmlsignatures/sig1.xml": b"<a/>"})
    before = path.read_bytes()
    with pytest.raises(RefusedBookError, match="数字签名") as caught:
        FileHost(path)
    assert caught.value.code == "would_lose"
    assert path.read_bytes() == before


def test_parts_that_no_library_of_ours_knows_stay_byte_for_byte(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    write_parts(path, parts_of(path) | KEPT)
    before = parts_of(path)
    pressed(path, WRITTEN)
    after = parts_of(path)
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} == {SHEET}


def test_what_stands_around_the_cells_of_a_touched_sheet_stays_byte_for_byte(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    around = (
        b"<headerFooter><oddHeader>no place named</oddHeader></headerFooter>"
        b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="urn:x"><x14:sparklineGroups/>'
        b"</ext></extLst></worksheet>"
    )
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", around)
    write_parts(path, parts)
    pressed(path, WRITTEN)
    written = parts_of(path)[SHEET]
    assert written.replace(b'<c r="B2"><v>9</v></c>', b'<c r="B2" t="n"><v>3</v></c>') == parts[SHEET]


def test_a_chart_is_still_there_after_a_press(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    sheet.add_chart(chart, "D4")
    book.save(path)
    before = parts_of(path)
    pressed(path, WRITTEN)
    kept = {name for name, content in parts_of(path).items() if before.get(name) == content}
    assert kept >= {"xl/charts/chart1.xml", "xl/drawings/drawing1.xml"}
