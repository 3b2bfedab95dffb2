"""Fields of the master data views: customers, products, prices, stock, supplies, warehouses, users, rules."""

from __future__ import annotations

from sync.fields.kinds import Field, Kind, ViewSpec, Writer
from sync.fields.planning import CALENDAR, LEDGER, PRODUCTION_UNITS, TRANSIT

_S = Writer.SERVER
LEVELS = ("A", "B", "C")
CUSTOMER_KINDS = ("直客", "经销商", "电商")
SUPPLY_MODES = ("现货", "订产")
ROLES = {
    "clerk": "录单员",
    "sales_supervisor": "销售主管",
    "production_manager": "生产经理",
    "finance": "财务",
    "warehouse": "仓库",
    "manager": "经理",
    "dealer": "经销商",
    "admin": "管理员",
}
ACTIVE = Field(key="active", label="启用", english="Active", kind=Kind.TRUTH, width=7, choices=("是", "否"))

CUSTOMERS = ViewSpec(
    "customers",
    "客户",
    "Customers",
    (
        Field(key="code", label="客户编码", english="Code", kind=Kind.CODE, required=True, aliases=("编码",)),
        Field(
            key="name",
            label="客户名称",
            english="Name",
            width=26,
            required=True,
            aliases=("名称", "客户全称"),
        ),
        Field(
            key="aliases",
            label="别名",
            english="Aliases",
            kind=Kind.NAMES,
            width=24,
            limit=1000,
            aliases=("简称",),
        ),
        Field(key="level", label="客户等级", english="Level", width=8, choices=LEVELS),
        Field(key="kind", label="客户类型", english="Kind", width=10, choices=CUSTOMER_KINDS),
        Field(key="phone", label="联系电话", english="Phone", kind=Kind.PHONE, width=15),
        Field(key="region", label="地区", english="Region", width=10),
        Field(key="ship_to", label="收货地址", english="Ship to", width=30, limit=1000),
        Field(key="payment_terms", label="付款方式", english="Payment terms", choices="payment_terms"),
        Field(key="credit_limit", label="信用额度", english="Credit limit", kind=Kind.MONEY, width=14),
        Field(key="salesperson", label="业务员", english="Salesperson", width=10),
        Field(key="department", label="部门", english="Department", width=10),
        ACTIVE,
    ),
    natural_key="code",
)
PRODUCTS = ViewSpec(
    "products",
    "产品",
    "Products",
    (
        Field(
            key="code",
            label="产品型号",
            english="Code",
            kind=Kind.CODE,
            width=16,
            required=True,
            aliases=("编码", "型号"),
        ),
        Field(key="name", label="品名", english="Name", width=22, required=True),
        Field(key="spec", label="规格", english="Spec", width=20),
        Field(key="family", label="产品类别", english="Family", width=12),
        Field(key="unit", label="单位", english="Unit", width=6),
        Field(key="unit_step", label="数量步长", english="Unit step", kind=Kind.QUANTITY, width=9),
        Field(key="list_price", label="标准价（含税）", english="List price", kind=Kind.PRICE, width=14),
        Field(key="floor_price", label="底价（含税）", english="Floor price", kind=Kind.PRICE, width=13),
        Field(key="tax_rate", label="税率", english="Tax rate", kind=Kind.NUMBER, width=7),
        Field(key="safety_stock", label="安全库存", english="Safety stock", kind=Kind.QUANTITY, width=10),
        Field(key="lead_days", label="生产周期（天）", english="Lead days", kind=Kind.WHOLE, width=13),
        Field(key="supply_mode", label="供货方式", english="Supply mode", width=9, choices=SUPPLY_MODES),
        Field(key="production_unit", label="生产单元", english="Production unit"),
        Field(key="hours_per_unit", label="单件工时", english="Hours per unit", kind=Kind.NUMBER, width=9),
        Field(
            key="warranty_months", label="质保（月）", english="Warranty months", kind=Kind.WHOLE, width=10
        ),
        Field(key="warehouse", label="默认仓库", english="Warehouse", choices="warehouses"),
        ACTIVE,
    ),
    natural_key="code",
)
PRICES = ViewSpec(
    "prices",
    "协议价",
    "Agreed prices",
    (
        Field(
            key="customer",
            label="客户名称",
            english="Customer",
            width=24,
            choices="customers",
            hint="客户与客户等级二选一。",
        ),
        Field(key="level", label="客户等级", english="Level", width=9, choices=LEVELS),
        Field(
            key="product",
            label="产品型号",
            english="Product",
            kind=Kind.CODE,
            width=24,
            required=True,
            choices="products",
        ),
        Field(key="from_quantity", label="起订量", english="From quantity", kind=Kind.QUANTITY, width=10),
        Field(key="from_on", label="生效日期", english="From", kind=Kind.DATE),
        Field(key="to_on", label="截止日期", english="To", kind=Kind.DATE),
        Field(key="price", label="协议价（含税）", english="Price", kind=Kind.PRICE, width=14, required=True),
        ACTIVE,
    ),
)
WAREHOUSES = ViewSpec(
    "warehouses",
    "仓库",
    "Warehouses",
    (
        Field(key="code", label="仓库编码", english="Code", kind=Kind.CODE, required=True),
        Field(key="name", label="仓库名称", english="Name", width=18, required=True),
        Field(key="region", label="地区", english="Region"),
    ),
    natural_key="code",
)
STOCK = ViewSpec(
    "stock",
    "库存",
    "Stock",
    (
        Field(
            key="product",
            label="产品型号",
            english="Product",
            kind=Kind.CODE,
            width=24,
            required=True,
            choices="products",
        ),
        Field(
            key="warehouse",
            label="仓库",
            english="Warehouse",
            kind=Kind.CODE,
            width=12,
            required=True,
            choices="warehouses",
        ),
        Field(key="on_hand", label="现存量", english="On hand", kind=Kind.QUANTITY, required=True),
        Field(
            key="reserved", label="已占用", english="Reserved", kind=Kind.QUANTITY, writer=_S, computed=True
        ),
        Field(
            key="available", label="可用", english="Available", kind=Kind.QUANTITY, writer=_S, computed=True
        ),
    ),
)
SUPPLIES = ViewSpec(
    "supplies",
    "在途与计划",
    "Supplies",
    (
        Field(
            key="product",
            label="产品型号",
            english="Product",
            kind=Kind.CODE,
            width=24,
            required=True,
            choices="products",
        ),
        Field(
            key="warehouse",
            label="仓库",
            english="Warehouse",
            kind=Kind.CODE,
            width=12,
            required=True,
            choices="warehouses",
        ),
        Field(key="quantity", label="数量", english="Quantity", kind=Kind.QUANTITY, required=True),
        Field(key="due_on", label="到货日期", english="Due on", kind=Kind.DATE, required=True),
        Field(key="source", label="来源", english="Source", width=20),
    ),
)
USERS = ViewSpec(
    "users",
    "用户",
    "Users",
    (
        Field(key="name", label="登录名", english="Sign-in name", kind=Kind.CODE, required=True),
        Field(key="display_name", label="姓名", english="Display name"),
        Field(key="department", label="部门", english="Department"),
        Field(
            key="role",
            label="角色",
            english="Role",
            kind=Kind.CODE,
            width=18,
            required=True,
            choices=tuple(ROLES),
        ),
        Field(key="superior", label="上级", english="Superior", kind=Kind.CODE),
        Field(key="deputy", label="代理人", english="Deputy", kind=Kind.CODE),
        Field(key="deputy_from", label="代理开始", english="Deputy from", kind=Kind.DATE),
        Field(key="deputy_to", label="代理结束", english="Deputy to", kind=Kind.DATE),
        Field(
            key="customer",
            label="所属客户",
            english="Customer",
            kind=Kind.CODE,
            hint="经销商填自己的客户编码。",
        ),
        Field(
            key="wecom_id",
            label="企业微信账号",
            english="WeCom user id",
            width=16,
            limit=64,
            hint="企业微信通讯录里的账号（userid），审批卡片发到这里。",
        ),
        Field(key="email", label="邮箱", english="E-mail", width=24),
        Field(
            key="password",
            label="新密码",
            english="New password",
            kind=Kind.SECRET,
            hint="只写不读，同步后自动清空。",
        ),
        ACTIVE,
    ),
    natural_key="name",
)
PAYMENT_TERMS = ViewSpec(
    "payment_terms",
    "付款方式",
    "Payment terms",
    (
        Field(key="name", label="付款方式", english="Terms", width=14, required=True),
        Field(key="days", label="账期（天）", english="Days", kind=Kind.WHOLE, width=11, required=True),
        ACTIVE,
    ),
    natural_key="name",
)
RULES = ViewSpec(
    "rules",
    "业务规则",
    "Rules",
    (
        Field(key="name", label="规则", english="Rule", kind=Kind.CODE, width=24, required=True),
        Field(key="value", label="取值", english="Value", width=14, required=True),
        Field(key="title", label="含义", english="Meaning", writer=_S, width=40),
    ),
    natural_key="name",
)
MASTER_DATA = (
    *(CUSTOMERS, PRODUCTS, PRICES, STOCK, SUPPLIES, WAREHOUSES, PRODUCTION_UNITS, CALENDAR, TRANSIT),
    *(LEDGER, PAYMENT_TERMS, RULES, USERS),
)
