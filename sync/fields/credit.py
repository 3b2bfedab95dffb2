"""Fields of the sheet 信用冻结: orders that credit holds, and what finance decides about them."""

from __future__ import annotations

from sync.fields.kinds import Field, Kind, ViewSpec, Writer

_S = Writer.SERVER
CREDIT_DECISIONS = ("放行",)


def _money(key: str, label: str, english: str) -> Field:
    return Field(key=key, label=label, english=english, kind=Kind.MONEY, writer=_S, width=13, computed=True)


CREDIT_HOLDS = ViewSpec(
    "credit_holds",
    "信用冻结",
    "Credit holds",
    (
        Field(key="order_no", label="订单号", english="Order no.", kind=Kind.CODE, writer=_S, width=14),
        Field(
            key="decision",
            label="决定",
            english="Decision",
            width=9,
            choices=CREDIT_DECISIONS,
            hint="放行到这张订单现在的金额；收款、调额度会自动放行，不用填。",
            hint_english="Lets the order go up to its amount now; payments and limits release by themselves.",
        ),
        Field(key="comment", label="原因", english="Reason", width=26, limit=1000),
        Field(key="customer", label="客户名称", english="Customer", writer=_S, width=22),
        Field(key="level", label="客户等级", english="Level", writer=_S, width=8),
        Field(key="amount", label="金额", english="Amount", kind=Kind.MONEY, writer=_S, width=13),
        _money("release", "收款多少放行", "Payment that releases"),
        _money("exposure", "信用占用", "Exposure"),
        _money("credit_limit", "信用额度", "Credit limit"),
        _money("receivable", "应收", "Receivable"),
        Field(
            key="overdue_days",
            label="逾期天数",
            english="Days overdue",
            kind=Kind.WHOLE,
            writer=_S,
            width=9,
            computed=True,
        ),
        Field(key="report", label="征信", english="Bureau", writer=_S, width=9, computed=True),
        Field(key="since", label="何时冻结", english="Since", kind=Kind.TIME, writer=_S, width=17),
        Field(key="entered_by", label="录单人", english="Entered by", writer=_S, width=10),
    ),
)
