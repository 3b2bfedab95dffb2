"""Workbooks that XlsxWriter writes: what openpyxl does not know among it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import xlsxwriter
from PIL import Image as Picture

from addin.vba.module import Kind, Module
from addin.vba.project import Project
from tests.adoption.corpus.lines import HEADER, LINES, SHEET, write_lines

if TYPE_CHECKING:
    from pathlib import Path

Making = Callable[[Any, Any], None]
_LAST = len(LINES)
_LAST_COLUMN = len(HEADER) - 1


def write(path: Path, making: Making, *, row: int = 1, **options: Any) -> Path:
    """Write a workbook with the lines and what `making` adds."""
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet(SHEET)
    day = book.add_format({"num_format": "yyyy-mm-dd"})

    def put(number: int, column: int, value: Any) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(number - 1, column - 1, dt.datetime.combine(value, dt.time()), day)
        else:
            sheet.write(number - 1, column - 1, value)

    write_lines(put, row=row)
    making(book, sheet)
    book.close()
    return path


def bare(book: Any, sheet: Any) -> None:
    """Add nothing."""


def sparklines(book: Any, sheet: Any) -> None:
    sheet.add_sparkline("M2", {"range": f"{SHEET}!D2:D5", "type": "column", "markers": True})
    sheet.add_sparkline("M3", {"range": f"{SHEET}!E2:E5", "style": 12})


def shapes(book: Any, sheet: Any) -> None:
    sheet.insert_textbox("M5", "先发华东\n再发华南", {"width": 200, "fill": {"color": "#FFE699"}})
    sheet.insert_textbox("M12", "", {"object_position": 3, "line": {"color": "red"}})


def buttons(book: Any, sheet: Any) -> None:
    sheet.insert_button("M2", {"macro": "say_hello", "caption": "打印"})
    sheet.insert_checkbox("N2", boolean=True)


def charts(book: Any, sheet: Any) -> None:
    for kind, spot in (("column", "M2"), ("scatter", "M20"), ("doughnut", "V2"), ("stock", "V20")):
        chart = book.add_chart({"type": kind})
        for column in ("D", "E", "F")[: 3 if kind == "stock" else 1]:
            chart.add_series(
                {"values": f"={SHEET}!${column}$2:${column}$5", "categories": f"={SHEET}!$C$2:$C$5"}
            )
        chart.set_title({"name": f"={SHEET}!$A$1"})
        sheet.insert_chart(spot, chart)


def chart_sheet(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": f"={SHEET}!$D$2:$D$5"})
    book.add_chartsheet("图表").set_chart(chart)


def pictures(book: Any, sheet: Any) -> None:
    content = io.BytesIO()
    Picture.new("RGB", (64, 32), (20, 120, 60)).save(content, "PNG")
    sheet.insert_image(
        "M2", "图.png", {"image_data": content, "description": "车间", "url": "https://example.com"}
    )
    sheet.set_header("&C&G", {"image_center": "图.png", "image_data_center": content})
    sheet.embed_image("N2", "图.png", {"image_data": content})


def comments(book: Any, sheet: Any) -> None:
    sheet.write_comment("C2", "老客户", {"visible": True, "x_scale": 2, "color": "#DDEBF7", "author": "老王"})
    sheet.write_comment("D3", "分两批")


def a_table(book: Any, sheet: Any) -> None:
    columns = [{"header": word} for word in HEADER]
    columns[3] |= {"total_function": "sum"}
    sheet.add_table(0, 0, _LAST + 1, _LAST_COLUMN, {"columns": columns, "name": "订单", "total_row": True})
    for number, line in enumerate(LINES, 1):
        sheet.write_row(number, 0, [each if not isinstance(each, dt.date) else None for each in line[:5]])


def filtered(book: Any, sheet: Any) -> None:
    sheet.autofilter(0, 0, _LAST, _LAST_COLUMN)
    sheet.filter_column("B", "x == 佳禾装饰")
    for row in (1, 2):
        sheet.set_row(row, None, None, {"hidden": True})


def conditional(book: Any, sheet: Any) -> None:
    red = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
    sheet.conditional_format("D2:D5", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("E2:E5", {"type": "icon_set", "icon_style": "5_ratings"})
    sheet.conditional_format("C2:C5", {"type": "duplicate", "format": red})
    sheet.conditional_format("G2:G5", {"type": "time_period", "criteria": "next week", "format": red})
    sheet.conditional_format("H2:H5", {"type": "blanks", "format": red, "stop_if_true": True})


def rich_texts(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "font_color": "red"})
    sheet.write_rich_string("I3", "先发 ", bold, "100", " 其余下周")
    sheet.write_rich_string("K2", bold, "注", "意")


def dynamic_arrays(book: Any, sheet: Any) -> None:
    sheet.write_dynamic_array_formula("M2:M3", "=UNIQUE(B2:B5)")
    sheet.write_array_formula("N2:N5", "{=D2:D5*E2:E5}")
    sheet.write_formula("O2", "=LET(x,SUM(D2:D5),x*2)")


def outlines(book: Any, sheet: Any) -> None:
    sheet.set_row(1, 24, None, {"level": 1})
    sheet.set_row(2, None, None, {"level": 1, "hidden": True})
    sheet.set_column("I:K", 14, book.add_format({"italic": True}), {"level": 1, "collapsed": False})
    sheet.outline_settings(visible=True, symbols_below=False)


def printing(book: Any, sheet: Any) -> None:
    sheet.print_area("A1:K6")
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()
    sheet.set_footer("&L&D&R第 &P 页 / 共 &N 页")
    sheet.set_h_pagebreaks([3])


def protected(book: Any, sheet: Any) -> None:
    sheet.protect("1234", {"format_cells": True, "sort": True})
    sheet.unprotect_range("D2:D5", "数量")


def names_and_lists(book: Any, sheet: Any) -> None:
    book.define_name("数量区", f"={SHEET}!$D$2:$D$5")
    book.define_name(f"{SHEET}!本页", f"={SHEET}!$A$1")
    sheet.data_validation("K2:K9", {"validate": "list", "source": ["小李", "小王"], "error_type": "warning"})
    sheet.data_validation("D2:D9", {"validate": "custom", "value": "=D2>0", "input_title": "数量"})


def right_to_left(book: Any, sheet: Any) -> None:
    sheet.right_to_left()
    sheet.set_tab_color("#FF9900")
    book.set_calc_mode("manual")
    book.set_custom_property("批次", 7)
    book.set_size(1600, 900)


def with_macros(path: Path) -> Path:
    """Write a workbook with macros: bytes of our own builder of them."""
    code = 'Attribute VB_Name = "Hello"\r\nSub say_hello()\r\nMsgBox "hello"\r\nEnd Sub\r\n'
    modules = (
        Module("ThisWorkbook", Kind.BOOK),
        Module("Sheet1", Kind.SHEET),
        Module("Hello", Kind.CODE, code),
    )

    def making(book: Any, sheet: Any) -> None:
        book.add_vba_project(io.BytesIO(Project("Orders", modules).binary()), is_stream=True)
        buttons(book, sheet)

    return write(path, making)


PLAIN: tuple[Making, ...] = (
    *(bare, sparklines, shapes, charts, chart_sheet, pictures, comments, a_table, filtered, conditional),
    *(rich_texts, dynamic_arrays, outlines, printing, protected, names_and_lists, right_to_left),
)
