"""Writes docs/permissions.md from the policy the product itself uses: python -m tests.house.permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.accounts.policy import POLICY, REPORTS, ROUTES, Reach
from server.views.contract import Actor
from server.web.doors import Need
from sync.fields.catalogue import SPEC_BY_NAME
from sync.fields.masterdata import ROLES
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.views.contract import Rights

DOCUMENT = ROOT / "docs" / "permissions.md"
NEEDS = {
    Need.NOTHING: ("不用登录", "nothing"),
    Need.LOCAL: ("在服务器本机，或凭 SHEETLINE_METRICS_TOKEN", "from the machine itself, or that token"),
    Need.TOKEN: ("自己的令牌", "own token"),
    Need.CALL: ("企业微信的签名", "a signature of 企业微信"),
    Need.PAGE: (
        "网页登录；看到、能做的与表格相同",
        "signed in on the pages; sees and does what the sheets allow",
    ),
    Need.SIGNED_IN: ("登录", "signed in"),
    Need.READ: ("登录，能看这张表", "signed in, may read the view"),
    Need.WRITE: (
        "登录，能看这张表；提交、预检还要能改",
        "signed in, may read the view; to send rows, write it",
    ),
}
WORDS = {(False, False): "—", (True, False): "看 R", (True, True): "改 RW"}
HEAD = """# 权限：谁能做什么 (Permissions)

这份文件由 `server/accounts/policy.py` 生成（`python -m tests.house.permissions`），
服务器用的就是那张表；不一致时测试失败。
Made from `server/accounts/policy.py`, the table the server itself uses; a test fails when they differ.

## 角色 × 表 (roles × views)

“看”：看表、下拉选项、取回（同步时取、刷新）。“改”：另加预检、提交、撤销自己的提交。
管理员可以撤销任何人的提交。没有写的就是不许。

R: describe, choices, pull. RW: also rehearse, push, undo the own submissions (an administrator undoes
anybody's). What is not listed is refused.
"""
ROWS = """
## 看得到哪些行 (which rows)

* 员工看得到全部订单；“部门”“我的”“本工作簿”是取回的范围，不是权限。
  Staff see all orders; department, mine and book are scopes of a pull, not rights.
* {outside}只看得到自己客户的订单，也只能替自己的客户下单；下拉里只有自己的客户。
  别人的行、编号、提交，回答和从来没有过的一样。
  A dealer sees and orders for the own customer only; what is others' is answered like what never was.
* “同意等货”“拆单发货”由销售决定，{outside}填了不起作用。 How to go on without stock is for sales to say.

## 看不到的列 (hidden columns)
"""
REACHES = {
    None: "—",
    Reach.ALL: "全部 all",
    Reach.ENTERED: "自己的 own",
    Reach.CUSTOMER: "自己的客户 own customer",
}
REPORT_HEAD = """
## 报表 (reports)

“自己的”：周报是自己录的订单；对账单是自己录过单、或由自己跟单的客户。
Own: of the weekly report the orders one entered; of statements the customers whose orders one enters or
whom one looks after.
"""
ROUTE_HEAD = """
## 地址 (routes)

没有列出的地址，谁都不能用。 A route that is not listed is closed to everybody.

| 地址 route | 要什么 needs |
|---|---|"""


def document() -> str:
    """Return the whole document."""
    outside = "、".join(ROLES[role] for role in ROLES if Actor("", role).outside)
    parts = (HEAD, *_matrix(), ROWS.format(outside=outside), *_hidden(), *_reports(), *_routes())
    return "\n".join(part.rstrip("\n") for part in parts) + "\n"


def _matrix() -> Iterator[str]:
    yield "\n| 表 view | " + " | ".join(f"{label} {role}" for role, label in ROLES.items()) + " |"
    yield "|---" * (len(ROLES) + 1) + "|"
    for name, spec in SPEC_BY_NAME.items():
        cells = (_cell(POLICY[role].get(name)) for role in ROLES)
        yield f"| {spec.title} `{name}` | " + " | ".join(cells) + " |"


def _cell(rights: Rights | None) -> str:
    return WORDS[rights.read, rights.write] if rights else WORDS[False, False]


def _hidden() -> Iterator[str]:
    for role, label in ROLES.items():
        for name, rights in POLICY[role].items():
            fields = SPEC_BY_NAME[name].by_key()
            if rights.hidden:
                columns = (f"{known.label} `{key}`" for key, known in fields.items() if key in rights.hidden)
                yield f"* {label}，{SPEC_BY_NAME[name].title}：{'、'.join(columns)}"
    yield "* 密码 `password` 只写不读，谁也看不到。 Passwords are written only."


def _reports() -> Iterator[str]:
    yield REPORT_HEAD
    yield "| 报表 report | " + " | ".join(f"{label} {role}" for role, label in ROLES.items()) + " |"
    yield "|---" * (len(ROLES) + 1) + "|"
    for name, by_role in REPORTS.items():
        cells = (REACHES[by_role.get(role)] for role in ROLES)
        yield f"| `{name}` | " + " | ".join(cells) + " |"


def _routes() -> Iterator[str]:
    yield ROUTE_HEAD
    for (method, rule), need in sorted(ROUTES.items(), key=lambda line: line[0][::-1]):
        chinese, english = NEEDS[need]
        yield f"| `{method} {rule}` | {chinese} ({english}) |"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8", newline="\n")
