"""The sample rows as they look after a press, with every result and status: for pictures and goldens."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sync.fields.orders import ORDERS
from sync.fields.values import from_cell
from sync.rows.words import Result
from workbooks.samples.customers import customer_rows
from workbooks.samples.orders import order_samples
from workbooks.samples.products import product_rows

if TYPE_CHECKING:
    from workbooks.book import SheetValue
    from workbooks.samples.orders import Sample

ANSWERS = {
    "unknown_customer": ("customer", "客户名称：不认识客户“苏州启民灯饰”，是不是 苏州启明灯饰工程有限公司？"),
    "ambiguous_customer": ("customer", "客户名称：“义乌金达五金商行”可能是 C021、C022，请写编码"),
    "unknown_product": ("product", "产品型号：没有产品“XD-240”，是不是 XD-24？"),
    "ambiguous_product": ("product", "产品型号：“LED面板灯”可能是 MB-3030、MB-3060 等 5 个，请写编码"),
    "inactive_product": ("product", "产品型号：产品 QP-03 已停用，请换一个型号"),
    "bad_quantity": ("quantity", "数量：看不懂，请写大于 0 的数字，例如 1200"),
    "quantity_step": ("quantity", "数量：要是 100只 的倍数，最近的是 200"),
    "price_below_floor": ("unit_price", "单价（含税）：低于底价 34.85"),
    "date_past": ("requested_on", "期望交期：已经过去，请写今天以后的日期"),
    "bad_date": ("requested_on", "期望交期：“下周三”看不懂，请写成 2026-11-30 这样"),
    "bad_terms": (
        "payment_terms",
        "付款方式：没有“月底”，可选 款到发货、货到付款、预付30%、月结30天、月结60天",
    ),
    "terms_not_allowed": ("payment_terms", "付款方式：这个客户只能用 款到发货"),
    "required": ("requested_on", "期望交期：必填"),
    "price_deviation": ("unit_price", "提醒：单价与标准价 58 相差 29%"),
    "free_day": ("requested_on", "提醒：是休息日，请确认能收货"),
    "bad_phone": ("phone", "提醒：联系电话“12345”不像手机或座机"),
    "amount_mismatch": ("amount", "提醒：金额应为 3172.00，表上写的是 3000"),
    "joined_order": ("", "提醒：已并入订单 SO26110002"),
    "stock_short": ("quantity", "数量：可用 800，缺 400；预计 2026-12-03 可补足"),
    "duplicate_order": ("", "疑似重复：与 SO26110017 的电话、产品相同，下单相隔 3 分钟，等人工复核"),
    "duplicate_po": ("customer_po", "疑似重复：客户单号 SY-7731 已有订单 SO26110001，等人工复核"),
    "order_rejected": ("", "同一张订单的第 36 行有错，改好后一起提交"),
    "order_fields_differ": ("phone", "联系电话：同一张订单的几行不一致"),
}
RESULTS = {"created": Result.CREATED, "held": Result.HELD, "rejected": Result.REJECTED, None: ""}
LATER = (
    (Result.UNCHANGED, "已审核", ""),
    (Result.UPDATED, "生产中", ""),
    (Result.MERGED, "部分发货", "李娜 2026-11-24 09:12 改了备注"),
    (Result.CONFLICT, "待审核", "数量：你写 500，李娜 09:12 改成 600；在“操作”填 用我的 或 用对方的，再同步"),
    (Result.THEIRS, "已发货", "李娜改了承诺交期"),
    (Result.UNDONE, "已作废", "这次提交已撤销；改好可以再提交"),
    (Result.FINE, "", ""),
)


def answered_rows(today: dt.date) -> list[dict[str, SheetValue]]:
    """Return the rows as a sheet would hold them; rows 3 to 9 are in later stages."""
    rows = [_answered(number, sample, today) for number, sample in enumerate(order_samples(today), 1)]
    for row, (result, status, note) in zip(rows[2:], LATER, strict=False):
        row |= {"sync_result": str(result), "status": status, "sync_note": note}
    return rows


def _answered(number: int, sample: Sample, today: dt.date) -> dict[str, SheetValue]:
    code = sample.codes[0] if sample.codes else ""
    field, note = ANSWERS.get(code, ("", ""))
    marked = ORDERS.field(field).label if field and sample.outcome != "created" else ""
    result = Result.SIBLING if code == "order_rejected" else RESULTS[sample.outcome]
    row: dict[str, SheetValue] = dict(sample.typed)
    row |= {"sync_result": str(result), "sync_note": note, "_marks": f"|{marked}|" if marked else None}
    if sample.outcome in {"created", "held"}:
        row |= _accepted(number, sample, today)
    return row


def _accepted(number: int, sample: Sample, today: dt.date) -> dict[str, SheetValue]:
    held = {"stock_short": "待确认", "duplicate_order": "疑似重复", "duplicate_po": "疑似重复"}
    code = sample.codes[0] if sample.codes else ""
    typed = {key: from_cell(ORDERS.field(key), cell, today=today) for key, cell in sample.typed.items()}
    product = next(row for row in product_rows() if row["code"] == typed["product"])
    customer = next(
        (row for row in customer_rows() if row["name"] == typed["customer"]), customer_rows()[number % 30]
    )
    quantity, price = (
        float(typed["quantity"] or 0),
        float(typed.get("unit_price") or str(product["list_price"])),
    )
    draft = typed.get("action") == "暂存"
    return {
        "status": "草稿" if draft else held.get(code, "待审核"),
        "order_no": None if draft else f"SO2611{number:04}",
        "line_no": 1,
        "quantity": int(quantity),
        "unit_price": price,
        "phone": typed.get("phone") or customer["phone"],
        "payment_terms": typed.get("payment_terms") or customer["payment_terms"],
        "requested_on": dt.date.fromisoformat(str(typed["requested_on"])),
        "action": None,
        "product_name": product["name"],
        "spec": product["spec"],
        "unit": product["unit"],
        "amount": round(quantity * price, 2),
    }
