"""Fields of the views behind promises and credit: units, working days, transit, customer ledger."""

from __future__ import annotations

from sync.fields.kinds import Field, Kind, ViewSpec, Writer

_S = Writer.SERVER
ALL_UNITS = "全部"
LEDGER_KINDS = {"期初应收": 1, "期初预收": -1, "开票": 1, "红字发票": -1, "收款": -1, "退款": 1}
"""Kinds of ledger entries, and whether they raise what the customer owes or lower it."""

PRODUCTION_UNITS = ViewSpec(
    "production_units",
    "生产单元",
    "Production units",
    (
        Field(key="code", label="单元编码", english="Code", kind=Kind.CODE, required=True),
        Field(key="name", label="单元名称", english="Name", width=18, required=True),
        Field(
            key="hours_a_day",
            label="每天工时",
            english="Hours a day",
            kind=Kind.NUMBER,
            width=9,
            required=True,
            hint="工作日的钟点数，例如 8。",
            hint_english="Hours of the clock on a working day, such as 8.",
        ),
        Field(
            key="stations",
            label="并行工位",
            english="Stations",
            kind=Kind.NUMBER,
            width=9,
            hint="同时开工的人数或机台数，空白算 1。",
            hint_english="People or machines that work at once; blank counts as 1.",
        ),
        Field(
            key="open_hours",
            label="未完工时",
            english="Open hours",
            kind=Kind.NUMBER,
            writer=_S,
            computed=True,
        ),
        Field(
            key="open_days",
            label="未完天数",
            english="Open days",
            kind=Kind.NUMBER,
            writer=_S,
            computed=True,
        ),
        Field(key="remark", label="备注", english="Remark", width=24, limit=1000),
        Field(key="active", label="启用", english="Active", kind=Kind.TRUTH, width=7, choices=("是", "否")),
    ),
    natural_key="code",
)
CALENDAR = ViewSpec(
    "calendar",
    "工作日历",
    "Working calendar",
    (
        Field(key="date", label="日期", english="Date", kind=Kind.DATE, required=True),
        Field(
            key="unit",
            label="生产单元",
            english="Production unit",
            width=18,
            required=True,
            hint="空白是全部单元。法定节假日和调休已经算好，只登记例外。",
            hint_english="Blank is every unit. Public holidays are known: only exceptions stand here.",
        ),
        Field(
            key="hours",
            label="工作小时",
            english="Hours",
            kind=Kind.NUMBER,
            width=9,
            required=True,
            hint="0 是休息，加班写实际钟点数。",
            hint_english="0 is a free day; overtime is written as hours of the clock.",
        ),
        Field(key="remark", label="备注", english="Remark", width=24, limit=1000),
    ),
)
TRANSIT = ViewSpec(
    "transit",
    "运输天数",
    "Days in transit",
    (
        Field(
            key="place",
            label="收货地区",
            english="Place",
            width=18,
            required=True,
            hint="省、市或地址的开头，最长的一条算数。",
            hint_english="Province, city or how the address begins; the longest that fits counts.",
        ),
        Field(key="days", label="运输天数", english="Days", kind=Kind.WHOLE, width=9, required=True),
        Field(key="remark", label="备注", english="Remark", width=24, limit=1000),
    ),
    natural_key="place",
)
LEDGER = ViewSpec(
    "ledger",
    "客户往来",
    "Customer ledger",
    (
        Field(
            key="customer",
            label="客户名称",
            english="Customer",
            width=26,
            required=True,
            choices="customers",
        ),
        Field(
            key="kind",
            label="类型",
            english="Kind",
            width=10,
            required=True,
            choices=tuple(LEDGER_KINDS),
        ),
        Field(
            key="amount",
            label="金额（含税）",
            english="Amount",
            kind=Kind.MONEY,
            width=14,
            required=True,
        ),
        Field(key="on", label="日期", english="Date", kind=Kind.DATE, required=True),
        Field(
            key="due_on",
            label="到期日",
            english="Due on",
            kind=Kind.DATE,
            hint="空白按客户的付款方式推算。",
            hint_english="Blank follows from the customer's payment terms.",
        ),
        Field(key="reference", label="单据号", english="Reference", width=18),
        Field(key="remark", label="备注", english="Remark", width=24, limit=1000),
    ),
)
