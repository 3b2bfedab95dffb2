"""What words of header rows mean, by field of the catalogue: surely, likely, or nothing we keep."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sync.adoption.folding import fold_word, without_unit
from sync.fields.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_WORD = 40
OTHER = ""
"""The meaning of a column that is the person's own: none of the fields."""

SURE: Mapping[str, str] = MappingProxyType(
    {
        "customer": (
            "客户名称 客户 客户简称 客户全称 客户公司 客户单位 客户名 客名 购货单位 购买方 购方 买方 需方 "
            "采购方 订货单位 订货客户 经销商 经销商名称 customer customername client clientname buyer "
            "cust 客户公司名称 订货客户名称 客户名称简称 customersname buyername"
        ),
        "customer_po": (
            "客户单号 客户订单号 客户订单编号 客户po 客户po号 客户采购单号 采购单号 采购订单号 采购订单 "
            "po po号 po# pono po单号 ponumber customerpo custpo buyerpo purchaseorder 客户合同号 p/ono "
            "客户采购订单号 客户采购单 采购订单编号 采购单编号 客户po编号 custpono customerpono "
            "customerpo# buyerpono p/o p/o# 来单编号 客户订单"
        ),
        "phone": (
            "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 客户电话 联系手机 tel phone mobile "
            "telephone phoneno"
        ),
        "product": (
            "产品型号 产品编码 产品编号 产品代码 物料编码 物料编号 物料代码 物料号 货号 料号 品号 "
            "存货编码 存货代码 商品编码 商品编号 商品代码 我司料号 我司型号 工厂型号 厂内料号 本厂型号 "
            "partno partnumber p/n pn itemno itemcode item# itemnumber productcode productno modelno "
            "产品料号 产品货号 成品编码 产品代号 物料代号 货物编号 货物编码 物料号码 产品sku materialno "
            "materialcode materialnumber productid articleno artno styleno partcode"
        ),
        "product_name": (
            "品名 产品名称 物料名称 货品名称 商品名称 存货名称 货物名称 productname partname itemname "
            "货物名 产品名 商品全名 产品全称 materialname"
        ),
        "spec": (
            "规格 产品规格 规格尺寸 规格描述 spec specs specification 物料规格 商品规格 规格参数 规格说明"
        ),
        "unit": "单位 计量单位 主计量 主计量单位 数量单位 uom",
        "quantity": (
            "数量 订单数量 订购数量 订货数量 下单数量 采购数量 购买数量 订单量 订货量 订购量 qty quantity "
            "orderqty orderquantity q'ty qty(pcs) 总数量 订单总数 订单总量 下单数 下单量 订货总数 "
            "合同数量 销售数量 采购量 购货数量 qtyordered quantityordered orderedqty"
        ),
        "unit_price": (
            "单价 含税单价 含税价 单价(含税) 含税单价rmb 产品单价 销售单价 unitprice u/p 单价含税 单价rmb "
            "含税价格 价格含税 成交单价 结算单价 含税销售单价 priceperunit"
        ),
        "amount": (
            "金额 总金额 含税金额 合计金额 订单金额 价税合计 金额(含税) 总价 总额 总计金额 amount amt "
            "totalamount 金额rmb 总价rmb 含税总价 含税总额 订单总额 含税总金额 金额小计 小计金额 销售金额 "
            "linetotal lineamount extendedamount totalprice"
        ),
        "requested_on": (
            "期望交期 交期 交货日期 交货期 要求交期 需求日期 需求日 交货时间 要货日期 要货时间 客户交期 "
            "订单交期 要求交货日期 要求到货日期 客户要求交期 货期 交货日 约定交期 合同交期 需求时间 "
            "duedate deliverydate requireddate requesteddate 最迟交货 最迟交期 要求日期 客户交货期 "
            "要求交货期 要求交货时间 要求到货时间 最晚交期 最晚交货期 期望交货日期 期望发货日期 "
            "期望到货日期 客户要求交货日期 交货日期要求 requireddeliverydate reqdate requiredby "
            "deliverydue"
        ),
        "payment_terms": ("付款方式 付款条件 结算方式 结款方式 结算条件 付款条款 paymentterms payment pymt"),
        "ship_to": (
            "收货地址 送货地址 交货地址 送货地点 交货地点 收货地点 到货地址 shipto deliveryaddress "
            "shippingaddress"
        ),
        "ordered_at": (
            "下单时间 下单日期 订单日期 订货日期 接单日期 接单时间 接单日 下单日 录单日期 录单时间 "
            "来单日期 订购日期 orderdate dateordered 订单时间 来单时间 订购时间 订货时间 订单下达日期 "
            "订单接收日期 podate dateoforder 订货日"
        ),
        "priority": "优先级 紧急程度 优先等级 priority",
        "remark": "备注 备注说明 说明备注 订单备注 附注 remark remarks note notes comment comments",
        "order_mark": "同单",
        "line_no": "行号 订单行号 lineno line#",
        "promised_on": (
            "承诺交期 回复交期 确认交期 答复交期 工厂交期 复期 promiseddate confirmeddate 承诺交付日期 "
            "承诺交货日期 生产回复交期 预计回复交期 promisedate confirmedshipdate"
        ),
        "salesperson": "业务员 销售员 业务 销售代表 业务代表 salesperson sales",
        "department": "部门 销售部门 department",
        "channel": "来源渠道 渠道 销售渠道 平台 订单来源 channel",
        "available": "可用库存 可用数量 可用量",
        "warehouse": "发货仓库 仓库 出货仓库 发货仓 warehouse",
        "shipped": (
            "已发数量 已发货数量 已发货 已发 已交数量 已交数 已交 已出货数量 已出货 已出数量 发货数量 "
            "出货数量 送货数量 累计发货 已送数量 shipped shippedqty shipqty qtyshipped"
        ),
        "invoiced": "已开票 已开票数量 累计开票数量",
        "paid": "已收款 已收 已回款 已收金额 已付款 paid",
        "status": "状态 订单状态 status orderstatus",
        "order_no": "销售订单号 so so# sono 系统单号",
        "changed_by": "修改人",
        "changed_at": "修改时间",
    }
)
LIKELY: Mapping[str, str] = MappingProxyType(
    {
        "customer": (
            "公司名称 公司 单位名称 采购单位 甲方 建设单位 客户代码 客户编码 客户编号 门店 店铺名称 "
            "客户信息 收货单位 谁家的 谁要的 名字 往来客户 客商 买家 售达方 客户代号 终端客户 收货客户 "
            "customername/code account company consignee customercode customerid customerno buyercode"
        ),
        "customer_po": "合同号 合同编号 客户编号单 大货单号 大货订单号 单据号 来单号",
        "phone": (
            "收货电话 收货人电话 联系人电话 联系号码 打电话给 现场联系电话 收货手机 收货人手机 联系人手机 "
            "phone#"
        ),
        "product": (
            "产品 型号 规格型号 品种 灯具型号 灯杆型号 sku sku编码 款号 款式 编码 model 商品 货品 "
            "产品信息 货物 品名规格 item product 要啥 要什么 名称 编号 物料 机型 料品 产品规格型号 "
            "型号/规格 成品料号 产品名称型号 material style article 代号 产品规格 型号规格 "
            "vendorpartnumber vendorpartno supplierp/n supplierpartno vendorp/n"
        ),
        "product_name": (
            "名称 品名规格 品名型号 产品 品种 货物 商品 货品 工程名称材料 产品描述 物料描述 商品描述 "
            "description desc productdescription itemdescription 货品标题 商品标题 宝贝标题 描述 物品名称 "
            "物品 产品信息 product"
        ),
        "spec": "规格型号 型号规格 型号 尺寸 规格要求 材料及规格 size",
        "quantity": (
            "数 总数 数目 量 订量 个数 台数 件数 支数 套数 只数 工程量 需求量 采购量 购买量 总米数 多少个 "
            "要多少 pcs 实订数 套 本次数量 米数 数量合计 订单数 订货数 订购数 订数 需求数量 订货总量 台 "
            "计划数量 数量pcs 件数合计 pieces units totalqty totalquantity"
        ),
        "unit_price": (
            "价格 售价 供价 出厂价 成交价 综合单价 米价 销售价 供货价 price 单位价格 多少钱一个 单价(元) "
            "折后单价 结算价 报价 协议价 售价元 折后价 unitcost"
        ),
        "amount": (
            "合计 小计 总计 合价 货款 应收 应收款 应收金额 实付金额 总货款 一共 total 共计 货款金额 "
            "应收货款 subtotal extprice netamount"
        ),
        "requested_on": (
            "到货日期 到货时间 到货要求 送货日期 送货时间 发货日期要求 要求发货日期 要求出货日期 "
            "出货要求日 交期要求 供货期限 啥时候要 什么时候要 日期要求 预发货日期 客户要求到货日 计划交期 "
            "预计交期 时间要求 发货要求 交货要求 交付日期 交付日 etd needdate eta exfactorydate shipdate "
            "出货日期要求 到货日 交货 交 完成时间 需求到货日期 shipby needby"
        ),
        "payment_terms": "账期 付款约定 结款 付款期限 收款方式 付款 terms 结算 付款方式账期 月结",
        "ship_to": (
            "送货点 发往 收货信息 目的地 到站 送哪儿 送到哪 送货处 收货地 发货地址 地址 address addr "
            "客户地址 收货人地址 deliverto shippingto"
        ),
        "ordered_at": (
            "日期 时间 录入时间 录入日期 登记日期 date 单据日期 制单日期 开单日期 签单日期 合同日期 "
            "签订日期 订单创建时间 创建时间 单据时间 交易日期 业务日期"
        ),
        "priority": "急单 加急 紧急 急否 是否加急",
        "remark": (
            "说明 备 其他要求 特殊要求 要求 其它 留言 其他说明 补充说明 注 客户备注 买家留言 买家备注 "
            "卖家备注 补充 其它要求 备忘"
        ),
        "promised_on": (
            "预计交期 计划交期 预计完成交期 预交日期 预计发货日期 预计交货日期 预计发货时间 预计完成日期 "
            "预计出货日期 计划发货日期"
        ),
        "salesperson": "销售 业务人员 负责人 销售人员 业务负责 salesrep 跟进人",
        "order_no": (
            "订单号 单号 订单编号 编号 内部单号 工厂单号 生产单号 order# orderno 销售单号 订单号码 "
            "销售凭证 单据编号 单据号码 orderid ordernumber sonumber sono. 订单流水号 流水号 合同号 "
            "合同编号"
        ),
        "line_no": "项次",
        "available": "库存 库存数 库存数量 现有库存",
        "shipped": "实发数量 实发 已提 出货数 发货数",
        "status": "进度 订单进度 进展",
        "stage": "阶段",
        "warehouse": "仓",
        "unit": "unit",
        "channel": "来源 店铺",
    }
)
NOTHING = (
    "序号 序 no 编号no 项目 项目名称 项次no 图片 图号 模具号 颜色 材质 材料 表面处理 功率 色温 电压 显指 "
    "亮度 光通量 开孔 认证 品牌 商标 箱数 件/箱 每箱数量 装箱数 装箱量 每箱 箱规 包装 包装要求 包装方式 "
    "包装数量 箱唛 唛头 毛重 净重 体积 重量 起订量 样品 打样单 批号 工艺 未税单价 不含税单价 未税价 "
    "未税金额 不含税金额 税额 税率 税金 成本 成本价 底价 运费 折扣 币种 汇率 原价 未税总价 未交数量 "
    "未发数量 欠数 欠交 未交 未发 余数 剩余数量 结余 尚欠数量 待发数量 未出数量 入库数量 生产数量 "
    "完工数量 退货数量 返修数量 不良数 实际发货日期 发货日期 出货日期 发货时间 实际交期 实际交货日期 "
    "完成日期 完工日期 计划完工 生产日期 入库日期 开票日期 收款日期 付款日期 确认日期 客户料号 客户货号 "
    "客户型号 客户产品编码 客户物料编码 客户产品 客户品号 客户款号 客户图号 对方料号 甲方料号 联系人 "
    "收货人 收件人 经手人 制单人 制单 跟单 跟单员 审核 审核人 司机 司机电话 传真 邮箱 fax email 开户行 "
    "账号 税号 物流 快递 快递单号 物流单号 发货单号 送货单号 车号 发票号 发票号码 开票类型 发票类型 开票 "
    "质检 验货方式 车间 机台 生产线 班组 供应商 生产备注 财务备注 内部备注 生产要求 订单类型 类型 类别 "
    "分类 国家 地区 区域 省份 城市 po行号 行项目 每卷米数 卷数 图纸 版本 净价 净值 单重 总重 单件重量 "
    "总重量 无税单价 无税金额 去税单价 计划反馈日期 是否延期 折后金额 创建人 录入人 操作员 操作人 "
    "incoterm currency contact colour color weight 邮编 身份证 店铺名 会员名 大区 未次数量 欠货数量 "
    "完成数量 本次送货 工期 生产周期 周期 材料及规格备注 供应类型 订单创建人 验收 品质 检验 验收日期 "
    "交货地 贸易条款 运输方式 发货方式 提货方式 交货方式 箱数合计 毛利 佣金 提成 汇款 税点 产地 hs编码 "
    "海关编码 customeritem customerpartno customerp/n customeritemno customerproductcode customertype "
    "openqty backorderqty balanceqty cartonqty qty/ctn pcs/ctn invoiceno invoicedate totalcost itemcost "
    "netprice tax shipvia freight 产品图片 产品颜色 产品类别 客户等级 客户类型 客户要求 单价差异 产品图号"
)
"""Words of columns that are the person's own: no field of ours."""


@lru_cache(maxsize=1)
def meanings() -> Mapping[str, Mapping[str, float]]:
    """Return for each folded word the fields it may mean (OTHER: none), with its strength."""
    found: dict[str, dict[str, float]] = {}
    for strength, words in ((1.0, _catalogue()), (0.72, LIKELY), (1.0, SURE)):
        for key, listed in words.items():
            for word in listed.split():
                _keep(found, word, key, strength)
    for word in NOTHING.split():
        _keep(found, word, OTHER, 1.0)
    for meant in found.values():
        _doubt(meant)
    return found


def is_known_word(text: str) -> bool:
    """Tell whether a text is spelt as a word of the lexicon."""
    return len(text) <= LONGEST_WORD and without_unit(fold_word(text)) in meanings()


def _keep(found: dict[str, dict[str, float]], word: str, key: str, strength: float) -> None:
    for form in {fold_word(word), without_unit(fold_word(word))}:
        words = found.setdefault(form, {})
        words[key] = max(strength, words.get(key, 0.0))


def _doubt(words: dict[str, float]) -> None:
    """Make a word that is likely another thing too sure of nothing."""
    if len(words) > 1:
        for key, strength in words.items():
            words[key] = min(strength, 0.75)


_LEFT_OPEN = frozenset(
    {"order_no", "stage", "holds", "available", "sync_result", "sync_note", "action", "phase"}
)


def _catalogue() -> dict[str, str]:
    """Return the labels of the catalogue; its aliases are weighed above, as they may mean other things."""
    return {
        field.key: f"{field.label} {field.english.replace(' ', '')}"
        for field in ORDERS.fields
        if field.key not in _LEFT_OPEN
    }
