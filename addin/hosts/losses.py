"""What openpyxl would drop when it writes a workbook back, found by name and content of the parts."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Loss:
    """A part (by name), or a piece of one (by content), that does not survive, and what a person calls it."""

    words: str
    name: re.Pattern[str]
    content: re.Pattern[bytes] | None = None


def _part(words: str, name: str, content: bytes | None = None) -> Loss:
    return Loss(words, re.compile(name), re.compile(content, re.DOTALL) if content else None)


_SHEET = r"xl/worksheets/[^/]+\.xml"
_DRAWING = r"xl/drawings/drawing[^/]*\.xml"

LOSSES: tuple[Loss, ...] = (
    _part("图表工作表", r"xl/chartsheets/"),
    _part("宏表或对话框表", r"xl/(macrosheets|dialogsheets)/"),
    _part("图表", r"xl/(charts|chartEx|graphs)/"),
    _part("SmartArt 图形", r"xl/diagrams/"),
    _part("形状或文本框", _DRAWING, rb"<(?:xdr:)?(?:sp|cxnSp)[\s>]"),
    _part("组合图片", _DRAWING, rb"<(?:xdr:)?grpSp[\s>]"),
    _part("表单控件", _DRAWING, rb"<(?:mc:AlternateContent|(?:xdr:)?contentPart)[\s>]"),
    _part("裁剪过或带效果的图片", _DRAWING, rb"<a:(?:srcRect\s+[ltrb]=|effectLst>|lum[\s/]|duotone|grayscl)"),
    _part("矢量图片", r"xl/media/.*\.(emf|wmf|svg|tiff?)$"),
    _part("切片器", r"xl/slicer"),
    _part("日程表", r"xl/timeline"),
    _part("数据透视表", r"xl/pivot"),
    _part("表单控件", r"xl/(ctrlProps|activeX)/"),
    _part("表单控件", r"xl/drawings/vmlDrawing[^/]*\.vml$", rb"ObjectType=.(?!Note)"),
    _part("嵌入对象", r"xl/embeddings/|xl/oleObjects"),
    _part("线程批注", r"xl/threadedComments/"),
    _part("自定义 XML", r"customXml/"),
    _part("数据连接或查询", r"xl/(connections\.xml|queryTables/|customData/|model/)"),
    _part("数据类型或动态数组", r"xl/(metadata\.xml|richData/)"),
    _part("复选框单元格", r"xl/featurePropertyBag/"),
    _part("共享修订记录", r"xl/(revisions|userNames)"),
    _part("数字签名", r"_xmlsignatures/"),
    _part("敏感度标签", r"docMetadata/"),
    _part("自定义功能区", r"customUI/|userCustomization/"),
    _part("迷你图", _SHEET, rb"<x14:sparklineGroups?[\s>]"),
    _part("扩展的条件格式（数据条、图标集）", _SHEET, rb"<x14:conditionalFormattings?[\s>]"),
    _part("扩展的数据验证（引用别的表）", _SHEET, rb"<x14:dataValidations?[\s>]"),
    _part("工作表背景图", _SHEET, rb"<picture\s"),
    _part("自定义视图", _SHEET, rb"<customSheetViews?[\s>]"),
    _part("表头页脚图片", _SHEET, rb"<legacyDrawingHF\s"),
)
_KEPT = re.compile(
    r"""^(?:\[Content_Types\]\.xml|_rels/\.rels|docProps/.*|mimetype
    |xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|xl/sharedStrings\.xml|xl/calcChain\.xml
    |xl/theme/(?:theme[^/]*\.xml|_rels/.*)|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+\.rels
    |xl/comments[^/]*\.xml|xl/comments/[^/]+\.xml|xl/drawings/[^/]+\.(?:xml|vml)|xl/drawings/_rels/[^/]+\.rels
    |xl/media/[^/]+\.(?:png|jpe?g|gif|bmp)|xl/tables/[^/]+\.xml|xl/tables/_rels/[^/]+\.rels|xl/printerSettings/.*
    |xl/externalLinks/.*|xl/persons/[^/]+\.xml
    |xl/vbaProject(?:Signature[^/]*)?\.bin|xl/vbaData\.xml|xl/_rels/vbaProject\.bin\.rels|.*/)$""",
    re.VERBOSE | re.IGNORECASE,
)  # calcChain, printerSettings, persons and thumbnails are made anew by the spreadsheet program


def losses(parts: Mapping[str, bytes]) -> list[str]:
    """Return what writing the workbook back would lose, in words, each thing once."""
    found = [loss.words for loss in LOSSES if any(_matches(loss, parts))]
    if not found:
        found = [f"部件 {name}" for name in parts if not _KEPT.match(name)]
    if _pictures(parts) and importlib.util.find_spec("PIL") is None:
        found.append("图片")  # openpyxl keeps pictures only where Pillow is installed
    return list(dict.fromkeys(found))


def _matches(loss: Loss, parts: Mapping[str, bytes]) -> Iterator[bool]:
    for name, content in parts.items():
        if loss.name.match(name):
            yield loss.content is None or bool(loss.content.search(content))


def _pictures(names: Iterable[str]) -> bool:
    return any(name.startswith("xl/media/") for name in names)
