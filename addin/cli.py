"""`start.py addin ACTION --file BOOK.xlsx`: any action on a workbook file, without a spreadsheet program."""

from __future__ import annotations

import base64
import getpass
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from addin.adopting import DRY_RUN, dry_run, fresh_copy, require_adoptable
from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from addin.importing import TAKE_BACK, import_history, take_back
from addin.signin import sign_ins
from addin.surfaces.command_line import parse
from addin.surfaces.imported import import_lines
from addin.surfaces.proposal import proposal_lines
from addin.surfaces.terminal import Terminal
from sync.client.loop import Ended, run_press
from sync.client.transport import RefusedError, Server, UnreachableError
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from addin.signin import SignIns
    from addin.surfaces.command_line import Command

REFUSED, UNREACHABLE, INTERRUPTED = 2, 3, 130
MOST_LINES = 30
SESSION = "/api/v1/session"
RESULT_WORDS = {"rejected": "请修改", "conflict": "冲突", "held": "待处理"}


def main(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one action and return the exit code: 0 done, 2 refused, 3 server not reached."""
    command = parse(words)
    tokens = sign_ins(environment)
    try:
        ended = _run(command, tokens, environment)
    except UnreachableError as error:
        ended = Ended({"unreachable": True, "message": str(error)}, UNREACHABLE)
    except RefusedBookError as error:
        ended = Ended({"refused": error.code, "message": error.chinese, "english": error.english}, REFUSED)
    except RefusedError as error:
        ended = Ended({"refused": error.title, "message": str(error)}, REFUSED)
    _show(command, ended)
    return ended.exit


def _run(command: Command, tokens: SignIns, environment: Mapping[str, str]) -> Ended:
    if command.action.id == "login":
        return _login(command, tokens)
    if command.action.id == "logout":
        return _logout(command, tokens)
    if command.action.id == "import_history":
        return _import(command, tokens, environment)
    file = _file(command)
    if command.action.id == "adopt":
        if DRY_RUN in command.options:
            return dry_run(file, command.options)
        require_adoptable(file)
    if command.action.id == "my_view":
        with fresh_copy(file, command.options) as copy:
            return _press(copy, command, tokens, environment)
    return _press(file, command, tokens, environment)


def _file(command: Command) -> Path:
    if command.file is None:
        raise RefusedError(status=0, title="缺少 --file", detail="请写 --file 工作簿 / which workbook?")
    return command.file


def _press(file: Path, command: Command, tokens: SignIns, environment: Mapping[str, str]) -> Ended:
    token = _token(command, tokens, environment)
    host = FileHost(file)
    server = Server(url=command.server, token=token)
    person = Terminal(lambda: tokens.forget(command.server, command.user), quiet=command.as_json)
    ended = run_press(_poster(server, command), book=JsonBook(host), person=person, options=command.options)
    return _with_pdf(ended, command.pdf) if command.pdf else ended


def _with_pdf(ended: Ended, path: Path) -> Ended:
    """Write the PDF that came with an outcome, and name the file in its place."""
    content = ended.outcome.get("pdf")
    if content is None:
        return ended
    try:
        path.write_bytes(base64.b64decode(content))
    except OSError as error:
        raise RefusedError(status=0, title=f"写不了 {path}", detail=f"{path}: {error.strerror}") from error
    return Ended({**ended.outcome, "pdf": str(path)}, ended.exit)


def _import(command: Command, tokens: SignIns, environment: Mapping[str, str]) -> Ended:
    server = Server(url=command.server, token=_token(command, tokens, environment))
    if TAKE_BACK in command.options:
        return take_back(command.options, server)
    person = Terminal(lambda: tokens.forget(command.server, command.user), quiet=command.as_json)
    return import_history(_file(command), command.options, server=server, tell=person.tell)


def _poster(server: Server, command: Command) -> Callable[[dict[str, Any]], dict[str, Any]]:
    path = f"/api/v1/bridge/{command.action.id}"

    def post(body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = server.post(path, body)
        return answer

    return post


def _token(command: Command, tokens: SignIns, environment: Mapping[str, str]) -> str:
    token = environment.get("SHEETLINE_TOKEN") or tokens.token(command.server, command.user)
    if not token:
        hint = f"请先登录：start.py addin login --server {command.server} --user 用户名"
        raise RefusedError(status=RefusedError.UNAUTHORIZED, title="请先登录", detail=hint)
    return token


def _login(command: Command, tokens: SignIns) -> Ended:
    user = command.user or (input("用户名 User: ") if sys.stdin.isatty() else "")
    if not user:
        raise RefusedError(status=0, title="缺少用户名", detail="请写 --user 用户名")
    server = Server(url=command.server, pauses_seconds=())
    answer = server.post(SESSION, {"name": user, "password": _password(command)})
    tokens.keep(command.server, user, answer["token"])
    outcome = {"action": "login", "user": user, "expires_at": answer.get("expires_at")}
    return Ended({**outcome, "message": f"已登录：{user}"}, 0)


def _password(command: Command) -> str:
    if command.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("密码 Password: ")


def _logout(command: Command, tokens: SignIns) -> Ended:
    token = tokens.token(command.server, command.user)
    tokens.forget(command.server, command.user)
    if token:
        _revoke(Server(url=command.server, token=token))
    return Ended({"action": "logout", "message": "已退出"}, 0)


def _revoke(server: Server) -> None:
    try:
        server.delete(SESSION)
    except RefusedError as error:
        if error.status != RefusedError.UNAUTHORIZED:  # a token that is void already is what we want
            raise


def _show(command: Command, ended: Ended) -> None:
    if command.as_json:
        print(json.dumps({**ended.outcome, "exit": ended.exit}, ensure_ascii=False))
        return
    for line in _lines(ended.outcome):
        print(line)


def _lines(outcome: Mapping[str, Any]) -> list[str]:
    if outcome.get("action") == "import_history":
        return [*import_lines(outcome)]
    proposed = [*proposal_lines(outcome)] if "tables" in outcome else []
    said = [str(outcome[word]) for word in ("message", "english") if outcome.get(word)]
    troubled = [row for row in outcome.get("rows", []) if row["outcome"] in RESULT_WORDS]
    lines = [
        f"第 {row['row']} 行 {RESULT_WORDS[row['outcome']]}：{_why(row)}" for row in troubled[:MOST_LINES]
    ]
    left = len(troubled) - MOST_LINES
    return [*proposed, *said, *lines, *([f"… 还有 {left} 行，见工作簿"] if left > 0 else [])]


def _why(row: Mapping[str, Any]) -> str:
    return "；".join(problem["message"] for problem in row.get("problems", [])) or "见 同步说明"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], os.environ))
    except KeyboardInterrupt:
        print("已中断；再按一次同步会接着做，订单不会重复。", file=sys.stderr)
        sys.exit(INTERRUPTED)
