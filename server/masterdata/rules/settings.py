"""The business rules an administrator edits: their names on the sheet, defaults and what they may be."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sync.fields.numbers import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Segment = tuple[dt.time, dt.time]
LIMIT = 10_000
MOST_DAYS = 365
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules as values. `working_day` lists the shifts of a working day, in local time, in order."""

    duplicate_minutes: Decimal
    price_deviation_percent: Decimal
    reservation_hours: Decimal
    promise_without_hold: bool
    working_day: tuple[Segment, ...]
    default_transit_days: Decimal
    credit_check: bool
    credit_overdue_days: Decimal
    credit_report_days: Decimal
    credit_bad_report_holds: bool
    quiet_hours: Segment
    urgent_breaks_quiet: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the sheet 业务规则; `read` raises ValueError when the text does not fit `expected`."""

    name: str
    field: str
    default: str
    title: str
    expected: str
    read: Callable[[str], object]


def read_number(text: str) -> Decimal:
    """Return a number from 0 to 10,000."""
    written = decimal_text(text)  # no exponents: written out, 1e-999999999 fills the memory
    number = Decimal(-1 if written is None else written)
    if not 0 <= number <= LIMIT:
        raise ValueError(text)
    return number


def read_days(text: str) -> Decimal:
    """Return a whole number from 0 to 365."""
    number = read_number(text)
    if number > MOST_DAYS or number != number.to_integral_value():
        raise ValueError(text)
    return number


def read_truth(text: str) -> bool:
    """Return True for 是, False for 否."""
    return {YES: True, NO: False, "true": True, "false": False}[text] if text in _TRUTHS else _refuse(text)


def read_segments(text: str) -> tuple[Segment, ...]:
    """Return the shifts of `08:00-12:00 13:00-17:00`; they must follow each other."""
    segments = tuple(_segment(part) for part in re.split(r"[\s,，;；、]+", text.strip()))
    bounds = [bound for segment in segments for bound in segment]
    if bounds != sorted(set(bounds)):
        raise ValueError(text)
    return segments


def read_span(text: str) -> Segment:
    """Return the bounds of `21:00-08:00`, a stretch of the day that may pass midnight."""
    start, end = _segment(text.strip())
    return (start, end) if start != end else _refuse_span(text)


def _segment(text: str) -> Segment:
    found = re.fullmatch(r"(\d\d?:\d\d)[-–~至](\d\d?:\d\d)", text)
    if found is None:
        raise ValueError(text)
    start, end = (dt.time.fromisoformat(part.zfill(5)) for part in found.groups())
    return start, end


def _refuse(text: str) -> bool:
    raise ValueError(text)


def _refuse_span(text: str) -> Segment:
    raise ValueError(text)


_TRUTHS = (YES, NO, "true", "false")
_NUMBER = "0 到 10000 的数字"
SETTINGS: tuple[Setting, ...] = (
    Setting(
        "疑似重复分钟",
        "duplicate_minutes",
        "5",
        "同一电话、同一产品，下单时间相隔不超过这么多分钟的两单算疑似重复",
        _NUMBER,
        read_number,
    ),
    Setting(
        "价格偏差提醒百分比",
        "price_deviation_percent",
        "20",
        "单价与标准价相差超过这个百分比时提醒",
        _NUMBER,
        read_number,
    ),
    Setting(
        "占用保留工时",
        "reservation_hours",
        "24",
        "未审核订单占用的库存，过了这么多工作小时自动释放",
        _NUMBER,
        read_number,
    ),
    Setting(
        "按期可供不冻结",
        "promise_without_hold",
        NO,
        "现货不足，但期望交期前能到货时，直接承诺交期，不转待确认",
        f"{YES} 或 {NO}",
        read_truth,
    ),
    Setting(
        "上班时间",
        "working_day",
        "08:00-12:00 13:00-17:00",
        "工作日的上班时段，用来计算工作小时",
        "像 08:00-12:00 13:00-17:00 这样的时段",
        read_segments,
    ),
    Setting(
        "免打扰时段",
        "quiet_hours",
        "21:00-08:00",
        "这段时间不发消息，到点再发；消息表里随时能看到",
        "像 21:00-08:00 这样的时段",
        read_span,
    ),
    Setting(
        "加急不受免打扰限制",
        "urgent_breaks_quiet",
        NO,
        "加急的消息在免打扰时段也发",
        f"{YES} 或 {NO}",
        read_truth,
    ),
    Setting(
        "默认运输天数",
        "default_transit_days",
        "3",
        "“运输天数”表里没有的地区按这么多天算承诺交期",
        "0 到 365 的整数",
        read_days,
    ),
    Setting(
        "信用检查",
        "credit_check",
        YES,
        "提交、复制、重新提交订单时检查客户信用；客户的信用额度空白就不查",
        f"{YES} 或 {NO}",
        read_truth,
    ),
    Setting(
        "信用逾期天数",
        "credit_overdue_days",
        "30",
        "有欠款到期超过这么多天，新订单信用冻结",
        "0 到 365 的整数",
        read_days,
    ),
    Setting(
        "征信有效天数",
        "credit_report_days",
        "30",
        "接了征信服务时，报告过了这么多天重新查询",
        "0 到 365 的整数",
        read_days,
    ),
    Setting(
        "征信不良即冻结",
        "credit_bad_report_holds",
        NO,
        "征信报告不良的客户，新订单信用冻结，由财务放行",
        f"{YES} 或 {NO}",
        read_truth,
    ),
)
SETTING_BY_NAME: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}


def rules_from(values: Mapping[str, str]) -> Rules:
    """Return the rules from texts by name; a name that is missing takes its default."""
    read = {setting.field: setting.read(values.get(setting.name, setting.default)) for setting in SETTINGS}
    return Rules(**read)  # type: ignore[arg-type]
