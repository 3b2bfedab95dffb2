"""Sixty products of the sample factory, what is in stock of them, and what comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.samples.days import working_day

if TYPE_CHECKING:
    import datetime as dt

    from workbooks.book import SheetValue

LIGHTS, HARDWARE = "CP01", "CP02"
WAREHOUSES = ((LIGHTS, "灯具成品仓", "江苏"), (HARDWARE, "五金成品仓", "浙江"))
DISCONTINUED = "QP-03"
MADE_TO_ORDER = frozenset({"TG-100", "TG-200", "XT-3000", "SJ-5"})
SHORT, EMPTY = "TG-50", "SJ-4"
_SHORT_ON_HAND = 800


@dataclass(frozen=True, slots=True)
class _Family:
    """A family of products: what all have in common, and (code, spec, list price) of each."""

    name: str
    product: str
    unit: str
    step: float
    workshop: str
    items: tuple[tuple[str, str, float], ...]


_FAMILIES = (
    _Family("吸顶灯", "LED吸顶灯", "只", 1, "灯具一车间", (
        ("XD-18", "18W 圆形 白光", 32), ("XD-24", "24W 圆形 白光", 38.5), ("XD-36", "36W 圆形 白光", 52),
        ("XD-48", "48W 方形 双色", 79), ("XD-72", "72W 方形 三色", 118))),
    _Family("筒灯", "LED筒灯", "只", 1, "灯具一车间", (
        ("TD-05", "5W 开孔75 暖光", 9.8), ("TD-07", "7W 开孔90 暖光", 13.5),
        ("TD-09", "9W 开孔110 白光", 16.8),
        ("TD-12", "12W 开孔125 白光", 21.5), ("TD-18", "18W 开孔150 白光", 29.9))),
    _Family("射灯", "COB射灯", "只", 1, "灯具一车间", (
        ("SD-07", "7W 24° 黑", 26), ("SD-10", "10W 24° 黑", 32.5), ("SD-15", "15W 36° 白", 41),
        ("SD-20", "20W 36° 轨道", 58), ("SD-30", "30W 60° 轨道", 76))),
    _Family("面板灯", "LED面板灯", "只", 1, "灯具二车间", (
        ("MB-3030", "300×300 18W", 35), ("MB-3060", "300×600 24W", 52), ("MB-6060", "600×600 48W", 78),
        ("MB-3012", "300×1200 48W", 86), ("MB-6012", "600×1200 72W", 139))),
    _Family("灯带", "LED灯带", "米", 5, "灯具二车间", (
        ("DD-2835", "2835 60珠 3000K", 6.5), ("DD-5050", "5050 60珠 RGB", 9.9),
        ("DD-COB", "COB 320珠 4000K", 12.8),
        ("DD-220", "220V 高压 白光", 5.6), ("DD-NEON", "霓虹 6×12 暖光", 15.5))),
    _Family("球泡", "LED球泡", "只", 10, "灯具二车间", (
        ("QP-05", "5W E27 白光", 3.9), ("QP-09", "9W E27 白光", 5.2), ("QP-12", "12W E27 白光", 6.8),
        ("QP-18", "18W E27 白光", 9.6), (DISCONTINUED, "3W E14 暖光", 3.2))),
    _Family("投光灯", "LED投光灯", "只", 1, "灯具三车间", (
        ("TG-30", "30W IP66 白光", 45), (SHORT, "50W IP66 白光", 68), ("TG-100", "100W IP66 白光", 126),
        ("TG-150", "150W IP66 白光", 188), ("TG-200", "200W IP66 白光", 246))),
    _Family("线条灯", "铝槽线条灯", "米", 0.5, "灯具三车间", (
        ("XT-1000", "1000mm 12W", 28), ("XT-2000", "2000mm 24W", 52), ("XT-3000", "3000mm 36W 定制", 88),
        ("XT-C1", "嵌入式 20mm", 33), ("XT-C2", "吊装 35mm", 46))),
    _Family("合页", "不锈钢合页", "付", 10, "五金车间", (
        ("HY-3025", "3寸×2.5mm", 1.35), ("HY-4030", "4寸×3.0mm", 1.95), ("HY-5030", "5寸×3.0mm", 2.6),
        ("HY-ZX", "子母 4寸", 2.2), ("HY-YY", "液压缓冲", 4.8))),
    _Family("滑轨", "三节滑轨", "付", 1, "五金车间", (
        ("HG-300", "300mm 承重25kg", 9.5), ("HG-350", "350mm 承重25kg", 10.8),
        ("HG-400", "400mm 承重30kg", 12.2),
        ("HG-450", "450mm 承重30kg", 13.6), ("HG-500", "500mm 阻尼", 19.8))),
    _Family("锁具", "房门锁", "把", 1, "五金车间", (
        ("SJ-1", "静音 磁吸 黑", 56), ("SJ-2", "静音 磁吸 灰", 56), ("SJ-3", "分体 锌合金", 42),
        (EMPTY, "浴室 单舌", 35), ("SJ-5", "智能 指纹", 468))),
    _Family("螺丝", "自攻螺丝", "只", 100, "五金车间", (
        ("LS-3516", "3.5×16 镀锌", 0.028), ("LS-3525", "3.5×25 镀锌", 0.0355),
        ("LS-4230", "4.2×30 镀锌", 0.0485),
        ("LS-4250", "4.2×50 镀锌", 0.076), ("LS-6380", "6.3×80 外六角", 0.215))),
)  # fmt: skip


def product_rows() -> list[dict[str, SheetValue]]:
    """Return the rows of 产品; the floor is 85 % of the list price."""
    return [_product(family, *item) for family in _FAMILIES for item in family.items]


def _product(family: _Family, code: str, spec: str, price: float) -> dict[str, SheetValue]:
    is_hardware = family.workshop == "五金车间"
    return {
        "code": code,
        "name": family.product,
        "spec": spec,
        "family": family.name,
        "unit": family.unit,
        "unit_step": family.step,
        "list_price": price,
        "floor_price": round(price * 0.85, 4),
        "tax_rate": 0.13,
        "safety_stock": 0,
        "lead_days": 7 if is_hardware else 10,
        "supply_mode": "订产" if code in MADE_TO_ORDER else "现货",
        "production_unit": family.workshop,
        "hours_per_unit": 0.02 if is_hardware else 0.08,
        "warranty_months": 12 if is_hardware else 24,
        "warehouse": HARDWARE if is_hardware else LIGHTS,
        "active": "否" if code == DISCONTINUED else "是",
    }


def stock_rows() -> list[dict[str, SheetValue]]:
    """Return the rows of 库存: plenty of most, little of one, nothing of a few."""
    return [
        {"product": row["code"], "warehouse": row["warehouse"], "on_hand": _on_hand(number, str(row["code"]))}
        for number, row in enumerate(product_rows())
    ]


def _on_hand(number: int, code: str) -> int:
    if code == EMPTY or code in MADE_TO_ORDER:
        return 0
    if code == SHORT:
        return _SHORT_ON_HAND
    return 500_000 if code.startswith("LS-") else 4_000 + number * 137 % 50 * 100


def supply_rows(today: dt.date) -> list[dict[str, SheetValue]]:
    """Return the rows of 在途与计划."""
    planned = (
        (SHORT, LIGHTS, 2000, 9, "生产计划 JH-031"),
        ("TG-100", LIGHTS, 600, 12, "生产计划 JH-032"),
        ("XT-3000", LIGHTS, 400, 15, "生产计划 JH-033"),
        ("HY-YY", HARDWARE, 5000, 20, "采购 CG-118"),
    )
    return [
        {
            "product": product,
            "warehouse": warehouse,
            "quantity": quantity,
            "due_on": working_day(today, ahead),
            "source": source,
        }
        for product, warehouse, quantity, ahead, source in planned
    ]
