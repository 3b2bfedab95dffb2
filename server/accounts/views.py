"""The sheet of users. Passwords go in and never come out: neither in answers nor in history."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.accounts import store
from server.accounts.models import USERS
from server.accounts.passwords import hash_password
from server.accounts.rules import SHORTEST_PASSWORD, fold_name, is_address, is_wecom_id
from server.views.contract import OUTSIDER
from server.views.table import TableView
from sync.fields import masterdata as fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.views.contract import Context, Touched
    from server.views.drafts import Draft

KnownCustomers = Callable[["Connection", Collection[str]], Collection[str]]
"""(conn, texts) -> those that are codes of customers."""
PEOPLE = ("superior", "deputy")
STAYS = "原来的 {name}；换人请另起一行"


def _everyone(_conn: Connection, codes: Collection[str]) -> Collection[str]:
    return codes


@dataclass(frozen=True, kw_only=True)
class UsersView(TableView):
    """Users; who is switched off or gets a new password is signed out everywhere."""

    known_customers: KnownCustomers = _everyone

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Judge names, people, customers, dates and passwords; somebody must stay administrator."""
        standing = [draft for draft in drafts if not draft.row["ended"]]
        names = {fold_name(text): text for draft in standing if (text := draft.row["name"])}
        asked = {fold_name(text) for draft in standing for text in _people(draft)}
        people = names | store.load_names(conn, asked) if asked else names
        codes = {text for draft in standing if (text := draft.row["customer"])}
        customers = set(self.known_customers(conn, codes)) if codes else set()
        _claim_wecom(conn, standing)
        for draft in standing:
            _keep_name(draft)
            _check_people(draft, people)
            _check_customer(draft, customers)
            _check_dates(draft)
            _check_email(draft)
        for draft in drafts:
            _take_password(draft)
        _keep_an_admin(conn, drafts)

    def settle(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> Sequence[Touched]:
        """Sign out whoever may not go on as before; who got a new password may try at once."""
        gone = [draft.edit.key for draft in drafts if _is_signed_out(draft)]
        if gone:
            store.revoke_tokens(conn, gone, now=context.now)
        renewed = [fold_name(draft.row["name"]) for draft in drafts if draft.edit.changes.get("password")]
        if renewed:
            store.forget_tries(conn, renewed)
        return ()


def view(*, known_customers: KnownCustomers = _everyone) -> UsersView:
    """Return the view; `known_customers` tells which codes of customers there are."""
    return UsersView(
        spec=fields.USERS,
        table=USERS,
        defaults={"active": "true"},
        natural=("name",),
        fold=fold_name,
        known_customers=known_customers,
    )


def _people(draft: Draft) -> list[str]:
    return [text for name in PEOPLE if name in draft.edit.changes and (text := draft.row[name])]


def _keep_name(draft: Draft) -> None:
    """Refuse another sign-in name: history, orders and other users know this one."""
    before = draft.edit.stored.values["name"] if draft.edit.stored and not draft.fresh else None
    if before is not None and draft.row["name"] != before:
        draft.refuse("bad_value", "name", text=draft.texts["name"] or "", expected=STAYS.format(name=before))


def _check_people(draft: Draft, people: dict[str, str]) -> None:
    for name in PEOPLE:
        text = draft.row[name]
        if not text or name not in draft.edit.changes:
            continue
        known = people.get(fold_name(text))
        if known is None or fold_name(text) == fold_name(draft.row["name"] or ""):
            draft.refuse("bad_value", name, text=text, expected="另一位用户的登录名")
        else:
            draft.put(fields.USERS.field(name), known)


def _check_customer(draft: Draft, customers: set[str]) -> None:
    code = draft.row["customer"]
    if draft.row["role"] == OUTSIDER and not code:
        draft.refuse("required", "customer", label="所属客户")
    elif code and "customer" in draft.edit.changes and code not in customers:
        draft.refuse("unknown_customer", "customer", text=code, suggestion="，请写客户编码")


def _check_dates(draft: Draft) -> None:
    start, end = draft.row["deputy_from"], draft.row["deputy_to"]
    if start and end and end < start:
        draft.refuse("bad_value", "deputy_to", text=str(end), expected=f"{start} 或以后的日期")


def _check_email(draft: Draft) -> None:
    text = draft.row["email"]
    if text and "email" in draft.edit.changes and not is_address(text):
        draft.refuse("bad_value", "email", text=text, expected="像 li@example.com 这样的邮箱")


def _claim_wecom(conn: Connection, drafts: Sequence[Draft]) -> None:
    """Refuse a member of WeCom who is another user already, stored or further up in the sheet."""
    asked = [draft for draft in drafts if draft.row["wecom_id"] and "wecom_id" in draft.edit.changes]
    if not asked:
        return
    owners = store.load_wecom_owners(conn, {draft.row["wecom_id"] for draft in asked})
    for draft in asked:
        text = draft.row["wecom_id"]
        if not is_wecom_id(text):
            draft.refuse("bad_value", "wecom_id", text=text, expected="企业微信账号：字母、数字和 _ - @ .")
        elif owners.setdefault(text, draft.edit.key) != draft.edit.key:
            draft.refuse("bad_value", "wecom_id", text=text, expected="没有给别的用户用过的企业微信账号")


def _take_password(draft: Draft) -> None:
    """Put the hash in the row in place of the password, which goes no further."""
    password = draft.row.pop("password", None)
    draft.texts.pop("password", None)
    if password is None:
        return
    if len(password) < SHORTEST_PASSWORD:
        draft.refuse("bad_value", "password", text="***", expected=f"至少 {SHORTEST_PASSWORD} 个字符的密码")
    elif not draft.rejected:
        draft.row["password_hash"] = hash_password(password)


def _keep_an_admin(conn: Connection, drafts: Sequence[Draft]) -> None:
    """Refuse to switch off, demote or take back the last administrator."""
    sound = [draft for draft in drafts if not draft.rejected]
    leaving = {draft.edit.key: draft for draft in sound if not draft.fresh and not _is_admin(draft)}
    if not leaving:
        return
    admins = store.lock_admins(conn)
    staying = (admins - set(leaving)) | {draft.edit.key for draft in sound if _is_admin(draft)}
    if staying:
        return
    for key in admins & set(leaving):
        draft = leaving[key]
        field = "role" if draft.row["role"] != "admin" else "active"
        draft.refuse("bad_value", field, text=draft.texts.get(field) or "", expected="至少留一位启用的管理员")


def _is_admin(draft: Draft) -> bool:
    return draft.row["role"] == "admin" and bool(draft.row["active"]) and not draft.row["ended"]


def _is_signed_out(draft: Draft) -> bool:
    return not draft.row["active"] or draft.row["ended"] or bool(draft.edit.changes.get("password"))
