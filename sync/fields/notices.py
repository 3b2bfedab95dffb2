"""Fields of the inbox: what somebody was told, whether it is settled, by which way it went."""

from __future__ import annotations

from sync.fields.kinds import Field, Kind, ViewSpec, Writer

_S = Writer.SERVER
NOTICES = ViewSpec(
    "notices",
    "消息",
    "Notices",
    (
        Field(key="at", label="时间", english="At", kind=Kind.TIME, writer=_S, width=17),
        Field(key="title", label="事项", english="Title", writer=_S, width=18),
        Field(key="order_no", label="订单号", english="Order no.", kind=Kind.CODE, writer=_S, width=14),
        Field(key="body", label="内容", english="Text", writer=_S, width=60, limit=1000),
        Field(key="state", label="处理情况", english="State", writer=_S, width=20, computed=True),
        Field(key="sent", label="送达", english="Delivery", writer=_S, width=24, computed=True),
        Field(key="person", label="收件人", english="Recipient", kind=Kind.CODE, writer=_S),
        Field(key="read", label="已读", english="Read", kind=Kind.TRUTH, width=7, choices=("是", "否")),
    ),
)
