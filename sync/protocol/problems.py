"""The catalogue of problems: code, level, and the sentence in Chinese and English built from facts."""

from __future__ import annotations

from sync.protocol.codes import DECIDING, Code
from sync.protocol.messages import Problem

CODES: tuple[Code, ...] = (
    Code(
        "unknown_customer",
        "reject",
        "不认识客户“{text}”{suggestion}",
        "Unknown customer “{text}”{suggestion}",
    ),
    Code(
        "ambiguous_customer",
        "reject",
        "“{text}”可能是：{candidates}，请写全称或编码",
        "“{text}” may be: {candidates}; write the full name or code",
    ),
    Code("unknown_product", "reject", "没有产品“{text}”{suggestion}", "Unknown product “{text}”{suggestion}"),
    Code(
        "ambiguous_product",
        "reject",
        "“{text}”可能是：{candidates}，请写编码",
        "“{text}” may be: {candidates}; write the code",
    ),
    Code(
        "inactive_product",
        "reject",
        "产品 {product} 已停用，请换一个型号",
        "Product {product} is no longer sold; choose another",
    ),
    Code(
        "unknown_row",
        "reject",
        "服务器不认识这一行；要当新订单，请清空整行后重新填写",
        "The server does not know this row; to enter it anew, clear the row and type it again",
    ),
    Code(
        "duplicate_code",
        "reject",
        "编码“{text}”已经有了，请改原来那一行",
        "“{text}” exists already; edit that row",
    ),
    Code(
        "changed_since",
        "reject",
        "提交之后又有人改过{fields}，不能撤销；请直接改单元格",
        "Changed again since: {fields}; edit the cells instead",
    ),
    Code("shipped", "reject", "已经发货，不能再改", "Already shipped"),
    Code("in_erp", "reject", "已经进入 ERP，不能再改", "Already in the ERP"),
    Code(
        "bad_quantity",
        "reject",
        "数量“{text}”看不懂，请写大于 0 的数字，例如 1200",
        "“{text}” is no quantity; write a number above 0, such as 1200",
    ),
    Code(
        "quantity_step",
        "reject",
        "数量要是 {step}{unit} 的倍数，最近的是 {nearest}",
        "The quantity must be a multiple of {step} {unit}; nearest: {nearest}",
    ),
    Code(
        "bad_price",
        "reject",
        "单价“{text}”看不懂，请写数字，例如 12.5",
        "“{text}” is no price; write a number such as 12.5",
    ),
    Code(
        "price_below_floor",
        "reject",
        "单价 {price} 低于底价 {floor}，请改价或找销售主管",
        "Price {price} is below the floor {floor}; change it or ask the sales supervisor",
    ),
    Code(
        "bad_date",
        "reject",
        "日期“{text}”看不懂，请写成 2026-11-30 这样",
        "“{text}” is no date; write it like 2026-11-30",
    ),
    Code("bad_value", "reject", "“{text}”不合适，请写{expected}", "“{text}” does not fit; write {expected}"),
    Code(
        "date_past",
        "reject",
        "期望交期 {date} 已经过去，请改成今天或以后",
        "The requested date {date} is past; write today or later",
    ),
    Code(
        "bad_terms",
        "reject",
        "没有付款方式“{text}”，可选：{choices}",
        "Unknown payment terms “{text}”; choose from: {choices}",
    ),
    Code(
        "terms_not_allowed",
        "reject",
        "客户的付款方式是{own}，不能用账期更长的{text}",
        "The customer's terms are {own}; {text} is longer",
    ),
    Code("required", "reject", "请填写{label}", "Please fill in {label}"),
    Code(
        "too_long",
        "reject",
        "{label}太长，最多 {limit} 个字",
        "{label} is too long; at most {limit} characters",
    ),
    Code(
        "still_open",
        "reject",
        "{open_from} 起的订单还没结束，请用“同步”提交；您只能导入已经结束的",
        "Orders from {open_from} on are not over: sync them; you may import closed ones",
    ),
    Code(
        "too_many_columns",
        "reject",
        "自己的列太多，一行最多 {limit} 列",
        "Too many columns of your own; a row takes at most {limit}",
    ),
    Code(
        "order_rejected",
        "reject",
        "同单待改：同一张订单里别的行有错，改好后一起提交",
        "Another row of this order has an error; mend it and send them together",
    ),
    Code(
        "order_fields_differ",
        "reject",
        "同一张订单的{label}写得不一样：{values}",
        "Rows of one order disagree on {label}: {values}",
    ),
    Code(
        "wrong_row",
        "reject",
        "这一行和服务器上的订单对不上（{stored}）；请撤销改动或按“刷新”",
        "This row is not the stored order ({stored}); undo the change or refresh",
    ),
    Code(
        "locked_by_stage", "reject", "订单{stage}，{label}不能再改", "The order is {stage}; {label} is locked"
    ),
    Code(
        "price_deviation",
        "warn",
        "单价比标准价 {list_price} 相差 {percent}%，请确认",
        "The price differs {percent}% from the list price {list_price}; please check",
    ),
    Code(
        "bad_phone",
        "warn",
        "电话“{text}”不像手机或座机，请确认",
        "“{text}” looks like neither a mobile nor a landline",
    ),
    Code("free_day", "warn", "{date} 是休息日，请确认能收货", "{date} is a free day; please check"),
    Code(
        "not_writable",
        "warn",
        "{label}由系统填写，你的改动没有保存",
        "{label} is filled by the system; your change was not kept",
    ),
    Code(
        "amount_mismatch",
        "warn",
        "金额应为 {amount}，表上写的是 {text}",
        "The amount should be {amount}; the sheet says {text}",
    ),
    Code(
        "reservations_released",
        "warn",
        "实盘少于已占用，已释放最新的占用并转待确认：{orders}",
        "The count is below what is reserved; the newest reservations were released: {orders}",
    ),
    Code("joined_order", "warn", "已并入订单 {order_no}", "Joined order {order_no}"),
    Code("restored", "warn", "服务器换过，这一行按新订单重新登记", "Entered again: the server was restored"),
    Code(
        "stock_short",
        "hold",
        "可用 {available}，缺 {short}；{outlook}",
        "{available} available, {short} short; {outlook_english}",
    ),
    Code(
        "duplicate_order",
        "hold",
        "疑似重复：与{other}的电话、产品相同，下单相隔 {gap}，等人工复核",
        "Possible duplicate of {other}: same phone and product {gap} apart; waits for review",
    ),
    Code(
        "duplicate_po",
        "hold",
        "疑似重复：客户单号 {customer_po} 已有订单{other}，等人工复核",
        "Possible duplicate: PO {customer_po} exists as {other}; waits for review",
    ),
    *DECIDING,
    Code(
        "credit_limit",
        "hold",
        "超出信用额度，收款 ¥{release} 即可放行",
        "Over the credit limit; ¥{release} received would release it",
    ),
    Code(
        "overdue",
        "hold",
        "有逾期款 {days} 天，收款 ¥{release} 即可放行",
        "{days} days overdue; ¥{release} received would release it",
    ),
    Code(
        "credit_report",
        "hold",
        "征信报告不良，等财务放行",
        "The credit bureau's report is bad; finance may release it",
    ),
)
CODE_BY_NAME: dict[str, Code] = {code.code: code for code in CODES}


def problem(code: str, field: str | None = None, /, **facts: str) -> Problem:
    """Return the problem `code` on `field`, its Chinese sentence built from the facts.

    Raises KeyError for an unknown code or a missing fact: both are bugs of the caller.
    """
    known = CODE_BY_NAME[code]
    return Problem(
        field=field, level=known.level, code=code, message=known.chinese.format_map(facts), facts=dict(facts)
    )


WITHHELD: dict[str, str] = {
    **dict.fromkeys(("duplicate_order", "duplicate_po"), "疑似重复，已转人工复核"),
    "credit_report": "信用审核中，请联系您的业务员",
    "price_below_floor": "单价低于最低价，请改价或联系您的业务员",
}


def withhold(found: Problem) -> Problem:
    """Return the problem as a dealer may read it: no facts about other people's orders or the floor price."""
    message = WITHHELD.get(found.code)
    if message is None:
        return found
    return Problem(field=found.field, level=found.level, code=found.code, message=message)


def english(found: Problem) -> str:
    """Return the English sentence of a problem; where a fact is withheld, the Chinese one."""
    try:
        return CODE_BY_NAME[found.code].english.format_map(found.facts)
    except KeyError:
        return found.message
