"""`admin user …` and `admin token`: who may use the server."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from server import wiring
from server.accounts import administration, store
from server.commands.opening import database
from server.db.session import reading, writing
from server.web.edge import system_clock
from sync.fields.masterdata import ROLES

if TYPE_CHECKING:
    from server.commands.opening import Commands, Words
    from server.config import Config


def add_to(admin: Commands) -> None:
    """Add the commands."""
    _add_user_commands(
        admin.add_parser("user", help="用户 users").add_subparsers(
            required=True, metavar="add|password|disable|list"
        )
    )
    token = admin.add_parser("token", help="给程序用的令牌 a token for programs")
    token.add_argument("name")
    token.set_defaults(run=make_token)


def _add_user_commands(commands: Commands) -> None:
    adding = commands.add_parser("add", help="添加 add")
    adding.add_argument("name")
    adding.add_argument("--role", required=True, choices=list(ROLES))
    adding.add_argument("--display-name")
    adding.add_argument("--customer", help="经销商的客户编码 a dealer's customer code")
    adding.add_argument("--password-stdin", action="store_true")
    adding.set_defaults(run=add_user)
    changing = commands.add_parser("password", help="改密码 new password")
    changing.add_argument("name")
    changing.add_argument("--password-stdin", action="store_true")
    changing.set_defaults(run=set_password)
    disabling = commands.add_parser("disable", help="停用 switch off")
    disabling.add_argument("name")
    disabling.set_defaults(run=disable_user)
    commands.add_parser("list", help="列出 list").set_defaults(run=list_users)


def add_user(config: Config, words: Words) -> int:
    """Make a user."""
    values = {
        "name": words.name,
        "role": words.role,
        "password": _password(words),
        "display_name": words.display_name,
        "customer": words.customer,
    }
    filled = {field: text for field, text in values.items() if text is not None}
    with database(config) as engine, writing(engine) as conn:
        administration.add_user(conn, wiring.USERS, filled, now=system_clock())
    print(f"已添加用户 {words.name} (user added)")
    return 0


def set_password(config: Config, words: Words) -> int:
    """Give a user a new password."""
    return _change(config, words.name, {"password": _password(words)})


def disable_user(config: Config, words: Words) -> int:
    """Switch a user off."""
    return _change(config, words.name, {"active": "false"})


def list_users(config: Config, _words: Words) -> int:
    """Print the users."""
    with database(config) as engine, reading(engine) as conn:
        users = store.load_users(conn)
    for user in users:
        state = None if user.active else "已停用 (off)"
        words = (user.name, f"{ROLES[user.role]} {user.role}", user.display_name, state)
        print("  ".join(word for word in words if word))
    return 0


def make_token(config: Config, words: Words) -> int:
    """Print a token for a user, and nothing else on standard output."""
    with database(config) as engine, writing(engine) as conn:
        opened = administration.make_token(conn, words.name, now=system_clock())
    print(opened.token)
    return 0


def _change(config: Config, name: str, values: dict[str, str | None]) -> int:
    with database(config) as engine, writing(engine) as conn:
        administration.change_user(conn, wiring.USERS, name, values=values, now=system_clock())
    print(f"已修改用户 {name} (user changed)")
    return 0


def _password(words: Words) -> str:
    """Return the password from standard input, typed unseen where a person sits there."""
    if words.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("密码 Password: ")
