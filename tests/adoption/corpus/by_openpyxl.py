"""Workbooks that openpyxl writes, each with something in it that people have in theirs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting import rule as rules
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Protection, Side
from openpyxl.styles.colors import Color
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo
from PIL import Image as Picture

from tests.adoption.corpus.lines import HEADER, LINES, SHEET, letters, write_lines

if TYPE_CHECKING:
    from pathlib import Path

Making = Callable[[Any, Any], None]
FIRST, LAST = 2, 1 + len(LINES)
_LAST_LETTER = letters(len(HEADER))


def write(path: Path, making: Making, *, row: int = 1, column: int = 1) -> Path:
    """Write a workbook with the lines from a cell on and what `making` adds."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    write_lines(sheet.cell, row=row, column=column)
    making(book, sheet)
    book.save(path)
    return path


def nothing(book: Any, sheet: Any) -> None:
    """Add nothing."""


def looks(book: Any, sheet: Any) -> None:
    thin = Side(style="thin", color="FF808080")
    for row in sheet.iter_rows(1, LAST, 1, len(HEADER)):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
    for cell in sheet[1]:
        cell.fill, cell.font = (
            PatternFill("solid", fgColor="4472C4"),
            Font(bold=True, color="FFFFFF", name="微软雅黑"),
        )
    sheet.row_dimensions[1].height, sheet.column_dimensions["B"].width = 30, 28
    sheet.sheet_properties.tabColor = "FF0000"


def painted(book: Any, sheet: Any) -> None:
    for row, rgb in ((2, "FFFF00"), (3, "92D050"), (4, "FFFF00")):
        for column in range(1, len(HEADER) + 1):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor=rgb)
    sheet.cell(3, 4).font = Font(color="FF0000", strike=True)


def theme_colours(book: Any, sheet: Any) -> None:
    for row in range(2, 5):
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=Color(theme=4 + row, tint=0.4))
    sheet.cell(2, 3).fill = PatternFill("lightGrid", fgColor=Color(indexed=10), bgColor=Color(theme=3))
    sheet.cell(3, 3).fill = GradientFill(stop=("FF0000", "00FF00"))


def merged_customers(book: Any, sheet: Any) -> None:
    sheet["B3"] = None
    sheet.merge_cells("B2:B3")
    sheet["B5"] = None
    sheet.merge_cells("B4:B5")
    sheet.merge_cells("I4:J4")


def ditto(book: Any, sheet: Any) -> None:
    sheet["B3"], sheet["B5"], sheet["K3"] = '"', "同上", "〃"


def subtotals(book: Any, sheet: Any) -> None:
    sheet["A7"], sheet["D7"] = "小计", "=SUBTOTAL(9,D2:D5)"
    for column, value in enumerate((5, "恒泰五金", "HY-4030", 90, 1.9, "=D8*E8", LINES[0][6]), 1):
        sheet.cell(8, column, value)
    sheet["A10"], sheet["A11"] = "制单：小李", "备注：月底前发完"


def legend_beside(book: Any, sheet: Any) -> None:
    sheet["N2"], sheet["N3"], sheet["O2"] = "黄色", "绿色", "加急"
    sheet["N2"].fill = PatternFill("solid", fgColor="FFFF00")


def comments(book: Any, sheet: Any) -> None:
    for row in (2, 4):
        sheet.cell(row, 3).comment = Comment("客户说\n换包装", "老王", height=90, width=240)
    sheet["L2"].comment = Comment("表外的批注", "老王")


def charts(book: Any, sheet: Any) -> None:
    for kind, spot in ((BarChart, "N2"), (LineChart, "N20"), (PieChart, "W2")):
        chart: Any = kind()
        chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=LAST), titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=3, min_row=2, max_row=LAST))
        sheet.add_chart(chart, spot)


def pictures(book: Any, sheet: Any) -> None:
    for spot, colour in (("M1", (200, 30, 30)), ("A12", (30, 30, 200))):
        content = io.BytesIO()
        Picture.new("RGB", (60, 30), colour).save(content, "PNG")
        sheet.add_image(Image(content), spot)


def more_sheets(book: Any, sheet: Any) -> None:
    customers = book.create_sheet("客户资料", 0)
    for row in (
        ("简称", "电话", "地址"),
        ("恒泰五金", "13800000002", "温州"),
        ("佳禾装饰", "13800000004", "佛山"),
    ):
        customers.append(row)
    summary = book.create_sheet("汇总")
    summary["A1"], summary["B1"] = "合计", f"=SUM('{SHEET}'!D2:D5)"
    book.create_sheet("底稿").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    sheet["K2"] = "=VLOOKUP(B2,客户资料!A:C,3,0)"
    book.active = 1


def hidden(book: Any, sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["I"].hidden = True
    sheet.column_dimensions.group("J", "K", hidden=True, outline_level=1)
    sheet.row_dimensions.group(4, 5, outline_level=1, hidden=False)


def printing(book: Any, sheet: Any) -> None:
    sheet.print_area = f"A1:{_LAST_LETTER}20"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage = 1, True
    sheet.oddHeader.center.text, sheet.oddFooter.right.text = "永昌五金", "第 &P 页"
    sheet.row_breaks.append(Break(id=4))
    sheet.print_options.horizontalCentered = True


def filtered(book: Any, sheet: Any) -> None:
    sheet.auto_filter.ref = f"A1:{_LAST_LETTER}{LAST}"
    sheet.auto_filter.add_filter_column(1, ["恒泰五金"])
    sheet.auto_filter.add_sort_condition(f"G2:G{LAST}")
    for row in (4, 5):
        sheet.row_dimensions[row].hidden = True


def frozen(book: Any, sheet: Any) -> None:
    sheet.freeze_panes = "D2"
    sheet.sheet_view.zoomScale, sheet.sheet_view.showGridLines = 85, False
    sheet.sheet_view.selection[0].activeCell = "F4"


def conditional(book: Any, sheet: Any) -> None:
    made: Any = rules
    red = PatternFill("solid", bgColor="FFC7CE")
    area = f"D2:D{LAST}"
    sheet.conditional_formatting.add(area, made.CellIsRule("greaterThan", ["500"], fill=red))
    sheet.conditional_formatting.add(area, made.ColorScaleRule("min", None, "F8696B", "max", None, "63BE7B"))
    sheet.conditional_formatting.add(area, made.DataBarRule("min", None, "max", None, "638EC6"))
    sheet.conditional_formatting.add(f"E2:E{LAST}", made.IconSetRule("3Arrows", "percent", [0, 33, 67]))
    sheet.conditional_formatting.add(
        f"A2:K{LAST}", made.FormulaRule(["$G2<TODAY()"], font=Font(color="FF0000"))
    )


def names(book: Any, sheet: Any) -> None:
    book.defined_names["数量区"] = DefinedName("数量区", attr_text=f"'{SHEET}'!$D$2:$D$5")
    sheet.defined_names["税率"] = DefinedName("税率", attr_text="0.13")
    sheet["M2"] = "=SUM(数量区)*(1+税率)"


def validations(book: Any, sheet: Any) -> None:
    listed = DataValidation("list", '"小李,小王"', allow_blank=True, showErrorMessage=True)
    listed.add("K2:K100")
    number = DataValidation("decimal", operator="greaterThan", formula1="0", prompt="大于零")
    number.add("D2:D100")
    sheet.add_data_validation(listed)
    sheet.add_data_validation(number)


def a_table(book: Any, sheet: Any) -> None:
    table = Table(displayName="订单", ref=f"A1:{_LAST_LETTER}{LAST}")
    table.tableStyleInfo = TableStyleInfo("TableStyleMedium9", showRowStripes=True)
    sheet.add_table(table)
    sheet["M1"] = "=SUM(订单[数量])"


def protected(book: Any, sheet: Any) -> None:
    sheet["C2"].protection = Protection(locked=False)
    sheet.protection.sheet, sheet.protection.password = True, "1234"


def mac_dates(book: Any, sheet: Any) -> None:
    book.epoch = CALENDAR_MAC_1904


def formats(book: Any, sheet: Any) -> None:
    for row in range(2, LAST + 1):
        sheet.cell(row, 4).number_format = '#,##0"个"'
        sheet.cell(row, 5).number_format = '"¥"#,##0.00;[Red]\\-"¥"#,##0.00'
        sheet.cell(row, 7).number_format = "yyyy年m月d日"
    sheet["J2"] = dt.datetime.fromisoformat("2026-11-03T09:30:00")


def rich_text(book: Any, sheet: Any) -> None:
    sheet["I3"] = CellRichText(
        "先发 ", TextBlock(InlineFont(b=True, color=Color("FFFF0000")), "100 个"), " 其余下周"
    )


def links(book: Any, sheet: Any) -> None:
    sheet["K2"].hyperlink = "https://example.com/图纸?a=1&b=2"
    sheet["K3"].hyperlink = f"#'{SHEET}'!A1"


def arrays(book: Any, sheet: Any) -> None:
    sheet["M2"] = ArrayFormula("M2:M5", "=D2:D5*E2:E5")


def properties(book: Any, sheet: Any) -> None:
    book.custom_doc_props.append(StringProperty(name="部门", value="销售一部"))
    book.properties.creator, book.properties.keywords = "老王", "订单 & 发货"


def old_and_odd_texts(book: Any, sheet: Any) -> None:
    sheet["I2"] = "=不是公式？"
    sheet["I2"].data_type = "s"
    sheet["I4"] = " 前后有空格 \n第二行 <b>&amp;"
    sheet["K3"] = "'0012"
    sheet["J4"] = True
    sheet["J5"] = "#N/A"


def tall(book: Any, sheet: Any) -> None:
    for row in range(8, 400):
        for column, value in enumerate(LINES[3], 1):
            sheet.cell(row, column, value)
        sheet.cell(row, 6, f"=D{row}*E{row}")


PLAIN: tuple[Making, ...] = (
    *(
        nothing,
        looks,
        painted,
        theme_colours,
        merged_customers,
        ditto,
        subtotals,
        legend_beside,
        comments,
        charts,
    ),
    *(pictures, more_sheets, hidden, printing, filtered, frozen, conditional, names, validations, a_table),
    *(protected, mac_dates, formats, rich_text, links, arrays, properties, old_and_odd_texts, tall),
)
