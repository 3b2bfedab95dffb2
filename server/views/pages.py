"""The page `/docs`: the API for people, made from the same catalogue as its description for machines."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template

from server.views.openapi import OPERATIONS
from sync.fields.kinds import Kind, Writer
from sync.protocol.problems import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as BaseResponse

    from server.views.openapi import Operation
    from sync.fields.kinds import ViewSpec

KINDS = {
    Kind.TEXT: "文字",
    Kind.CODE: "编码",
    Kind.NAMES: "名称，用；分隔",
    Kind.PHONE: "电话",
    Kind.QUANTITY: "数量，如 1200",
    Kind.PRICE: "单价，最多六位小数",
    Kind.MONEY: "金额，两位小数",
    Kind.NUMBER: "数字",
    Kind.WHOLE: "整数",
    Kind.DATE: "日期，如 2026-11-30",
    Kind.TIME: "时间，带时区",
    Kind.TRUTH: "true / false",
    Kind.COMMAND: "命令",
    Kind.SECRET: "只写不读",
}
LEVELS = {"reject": "拒收", "hold": "待确认", "warn": "提醒"}
WRITERS = {Writer.PEOPLE: "人填", Writer.SERVER: "系统", Writer.SHEET: "仅表上"}


def make_pages(specs: Sequence[ViewSpec], *, also: Sequence[Operation] = ()) -> Blueprint:
    """Return the page and its stylesheet; it needs no sign-in, for it tells nothing but the format."""
    pages = Blueprint("docs", __name__, template_folder="templates")

    @pages.get("/")
    def start() -> BaseResponse:
        return redirect("/docs")

    @pages.get("/docs")
    def docs() -> str:
        return render_template(
            "docs.html",
            operations=(*also, *OPERATIONS),
            specs=specs,
            codes=CODES,
            kinds=KINDS,
            levels=LEVELS,
            writers=WRITERS,
            phrases={status.value: status.phrase for status in HTTPStatus},
        )

    @pages.get("/docs.css")
    def style() -> Response:
        return Response(render_template("docs.css"), mimetype="text/css")

    return pages
