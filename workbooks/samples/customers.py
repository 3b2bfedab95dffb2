"""Thirty customers of the sample factory, with the names people call them by, and prices agreed with some."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbooks.book import SheetValue

_KEYS = ("name", "aliases", "level", "kind", "region", "payment_terms", "credit_limit", "salesperson")
_CUSTOMERS = (
    ("苏州启明灯饰工程有限公司", "启明灯饰；苏州启明", "A", "直客", "江苏苏州", "月结30天", 500000, "周敏"),
    ("杭州恒泰五金有限公司", "恒泰五金；杭州恒泰", "A", "直客", "浙江杭州", "月结60天", 800000, "周敏"),
    ("宁波海润照明有限公司", "海润照明", "B", "经销商", "浙江宁波", "月结30天", 300000, "陈浩"),
    ("上海佳禾装饰工程有限公司", "佳禾装饰；上海佳禾", "A", "直客", "上海", "月结60天", 600000, "陈浩"),
    ("无锡盛元机电有限公司", "盛元机电", "B", "直客", "江苏无锡", "月结30天", 200000, "周敏"),
    ("南京紫峰电器有限公司", "紫峰电器", "B", "经销商", "江苏南京", "月结30天", 260000, "周敏"),
    ("合肥皖光照明有限公司", "皖光照明", "B", "经销商", "安徽合肥", "预付30%", 150000, "陈浩"),
    ("温州永固锁业有限公司", "永固锁业；温州永固", "B", "直客", "浙江温州", "月结30天", 180000, "吴倩"),
    ("台州金海岸五金有限公司", "金海岸五金", "C", "直客", "浙江台州", "货到付款", 80000, "吴倩"),
    ("绍兴越光灯具商行", "越光灯具", "C", "经销商", "浙江绍兴", "款到发货", 50000, "吴倩"),
    ("常州天宁建材市场老王五金店", "老王五金", "C", "直客", "江苏常州", "款到发货", 30000, "周敏"),
    ("南通江海照明工程有限公司", "江海照明", "B", "直客", "江苏南通", "月结30天", 220000, "周敏"),
    ("嘉兴南湖家居有限公司", "南湖家居", "B", "直客", "浙江嘉兴", "月结30天", 160000, "陈浩"),
    ("湖州莫干山酒店用品有限公司", "莫干山酒店", "B", "直客", "浙江湖州", "预付30%", 120000, "陈浩"),
    ("金华双龙电器有限公司", "双龙电器", "B", "经销商", "浙江金华", "月结30天", 200000, "吴倩"),
    ("扬州瘦西湖灯饰有限公司", "瘦西湖灯饰", "C", "经销商", "江苏扬州", "货到付款", 60000, "周敏"),
    ("徐州彭城五金机电有限公司", "彭城五金", "B", "经销商", "江苏徐州", "月结30天", 240000, "周敏"),
    ("芜湖长江建设工程有限公司", "长江建设", "A", "直客", "安徽芜湖", "月结60天", 700000, "陈浩"),
    ("福州榕城照明有限公司", "榕城照明", "B", "经销商", "福建福州", "月结30天", 200000, "吴倩"),
    ("厦门鹭岛智能家居有限公司", "鹭岛智能", "B", "直客", "福建厦门", "月结30天", 280000, "吴倩"),
    ("义乌金达五金商行", "", "C", "直客", "浙江义乌", "款到发货", 40000, "吴倩"),
    ("义乌金达五金商行", "金达二店", "C", "直客", "浙江义乌", "款到发货", 40000, "吴倩"),
    ("广州粤海灯饰有限公司", "粤海灯饰", "A", "经销商", "广东广州", "月结60天", 900000, "黄志强"),
    ("深圳湾区光电有限公司", "湾区光电", "A", "直客", "广东深圳", "月结60天", 850000, "黄志强"),
    ("佛山顺联五金有限公司", "顺联五金；佛山顺联", "B", "直客", "广东佛山", "月结30天", 300000, "黄志强"),
    ("东莞长安模具配件有限公司", "长安模具", "B", "直客", "广东东莞", "月结30天", 200000, "黄志强"),
    ("成都锦城照明有限公司", "锦城照明", "B", "经销商", "四川成都", "预付30%", 200000, "黄志强"),
    ("武汉江城机电设备有限公司", "江城机电", "B", "直客", "湖北武汉", "月结30天", 260000, "黄志强"),
    ("青岛胶州湾灯具有限公司", "胶州湾灯具", "B", "经销商", "山东青岛", "月结30天", 220000, "陈浩"),
    ("晨星照明旗舰店", "晨星旗舰店", "B", "电商", "浙江杭州", "款到发货", 100000, "吴倩"),
)
_DEPARTMENTS = {"周敏": "华东一部", "陈浩": "华东一部", "吴倩": "华东二部", "黄志强": "华南部"}


def customer_rows() -> list[dict[str, SheetValue]]:
    """Return the rows of 客户; phones are made up."""
    return [
        _customer(number, dict(zip(_KEYS, facts, strict=True))) for number, facts in enumerate(_CUSTOMERS, 1)
    ]


def _customer(number: int, facts: dict[str, SheetValue]) -> dict[str, SheetValue]:
    street = f"{facts['region']}市示例路 {number * 8} 号"
    return facts | {
        "code": f"C{number:03}",
        "phone": f"1380000{number:04}",
        "ship_to": street,
        "department": _DEPARTMENTS[str(facts["salesperson"])],
        "active": "是",
    }


def price_rows(today: dt.date) -> list[dict[str, SheetValue]]:
    """Return the rows of 协议价: for one customer, from a quantity on, for a level, and one that is over."""
    start = dt.date(today.year, 1, 1)
    over = today - dt.timedelta(days=30)
    return [
        {"customer": _CUSTOMERS[0][0], "product": "XD-24", "price": 36.8, "from_on": start, "active": "是"},
        {
            "customer": _CUSTOMERS[1][0],
            "product": "HY-4030",
            "from_quantity": 1000,
            "price": 1.72,
            "active": "是",
        },
        {"level": "A", "product": "MB-6060", "price": 74, "from_on": start, "active": "是"},
        {"customer": _CUSTOMERS[3][0], "product": "TD-07", "price": 12.6, "to_on": over, "active": "是"},
    ]
