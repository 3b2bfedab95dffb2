"""A book with parts that openpyxl drops is refused, and the person is told which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from addin.hosts.file import FileHost
from addin.hosts.losses import LOSSES, losses
from tests.addin.hosts.packages import SHEET, parts_of, plain_book, write_parts
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from pathlib import Path

DRAWING = "xl/drawings/drawing1.xml"
EXAMPLES = [
    ("xl/chartsheets/sheet1.xml", b"<a/>", "图表工作表"),
    ("xl/charts/chart1.xml", b"<a/>", "图表"),
    ("xl/macrosheets/sheet1.xml", b"<a/>", "宏表或对话框表"),
    ("xl/diagrams/data1.xml", b"<a/>", "SmartArt 图形"),
    (DRAWING, b"<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>", "形状或文本框"),
    (DRAWING, b"<xdr:wsDr><xdr:grpSp/><xdr:grpSp ></xdr:wsDr>", "组合图片"),
    (DRAWING, b"<xdr:wsDr><xdr:pic><a:srcRect l='1'/></xdr:pic></xdr:wsDr>", "裁剪过或带效果的图片"),
    ("xl/media/image1.emf", b"", "矢量图片"),
    ("xl/slicers/slicer1.xml", b"<a/>", "切片器"),
    ("xl/timelines/timeline1.xml", b"<a/>", "日程表"),
    ("xl/pivotCache/pivotCacheDefinition1.xml", b"<a/>", "数据透视表"),
    ("xl/ctrlProps/ctrlProp1.xml", b"<a/>", "表单控件"),
    ("xl/drawings/vmlDrawing1.vml", b'<x:ClientData ObjectType="Button">', "表单控件"),
    ("xl/embeddings/oleObject1.bin", b"", "嵌入对象"),
    ("xl/threadedComments/threadedComment1.xml", b"<a/>", "线程批注"),
    ("customXml/item1.xml", b"<a/>", "自定义 XML"),
    ("xl/connections.xml", b"<a/>", "数据连接或查询"),
    ("xl/metadata.xml", b"<a/>", "数据类型或动态数组"),
    ("xl/featurePropertyBag/featurePropertyBag.xml", b"<a/>", "复选框单元格"),
    ("xl/revisions/revisionHeaders.xml", b"<a/>", "共享修订记录"),
    ("_xmlsignatures/sig1.xml", b"<a/>", "数字签名"),
    ("docMetadata/LabelInfo.xml", b"<a/>", "敏感度标签"),
    ("customUI/customUI14.xml", b"<a/>", "自定义功能区"),
    (SHEET, b"<worksheet><x14:sparklineGroup /></worksheet>", "迷你图"),
    (SHEET, b"<worksheet><x14:conditionalFormatting ></worksheet>", "扩展的条件格式（数据条、图标集）"),
    (SHEET, b"<worksheet><x14:dataValidations ></worksheet>", "扩展的数据验证（引用别的表）"),
    (SHEET, b'<worksheet><picture r:id="rId1"/></worksheet>', "工作表背景图"),
    (SHEET, b"<worksheet><customSheetViews></worksheet>", "自定义视图"),
    (SHEET, b'<worksheet><legacyDrawingHF r:id="rId1"/></worksheet>', "表头页脚图片"),
    ("xl/graphs/unknown.xml", b"<a/>", "图表"),
    ("xl/newThing/new.xml", b"<a/>", "部件 xl/newThing/new.xml"),
]


@pytest.mark.parametrize(("part", "content", "words"), EXAMPLES, ids=[example[2] for example in EXAMPLES])
def test_what_would_be_lost_is_named(part: str, content: bytes, words: str) -> None:
    assert losses({"xl/workbook.xml": b"<a/>", part: content}) == [words]


def test_every_loss_has_an_example() -> None:
    assert {loss.words for loss in LOSSES} <= {words for _, _, words in EXAMPLES}


def test_an_ordinary_book_loses_nothing(tmp_path: Path) -> None:
    assert losses(parts_of(plain_book(tmp_path / "a.xlsx"))) == []


def test_parts_that_spreadsheet_programs_make_anew_are_no_loss() -> None:
    made_anew = ("xl/calcChain.xml", "xl/printerSettings/printerSettings1.bin", "docProps/thumbnail.jpeg")
    assert losses(dict.fromkeys(made_anew, b"")) == []


def test_a_book_with_a_chart_is_left_alone_and_the_chart_is_named(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
    sheet.add_chart(chart, "D4")
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(RefusedBookError, match="图表") as caught:
        FileHost(path)
    assert caught.value.code == "would_lose"
    assert path.read_bytes() == before


def test_a_header_that_openpyxl_cannot_read_is_a_loss(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = parts_of(path)
    footer = b"<headerFooter><oddHeader>no place named</oddHeader></headerFooter></worksheet>"
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", footer)
    write_parts(path, parts)
    with pytest.raises(RefusedBookError, match="页眉页脚"):
        FileHost(path)
