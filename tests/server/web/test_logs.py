"""Lines of the log are JSON and tell what an error was and where, never what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from server.db.session import writing
from server.web.logs import without_words

if TYPE_CHECKING:
    from sqlalchemy import Engine

CANARY = "鸿运当头的客户"
SPEAKING = """
import logging, threading, structlog
from server.web.logs import log_as_json
log_as_json()
def fail(): raise ValueError("{canary}")
thread = threading.Thread(target=fail); thread.start(); thread.join()
try: fail()
except ValueError as error:
    logging.getLogger("a.library").exception("went wrong")
    structlog.get_logger().error("ours", exc_info=error)
    structlog.get_logger().exception("ours again")
"""


def test_an_error_of_the_database_is_told_without_what_was_written(engine: Engine) -> None:
    insert = sa.text("INSERT INTO named VALUES (:name)"), {"name": CANARY}
    with writing(engine) as conn:
        conn.execute(sa.text("CREATE TABLE named (name TEXT PRIMARY KEY)"))
        conn.execute(*insert)
    with writing(engine) as conn, pytest.raises(IntegrityError) as raised:
        conn.execute(*insert)
    assert CANARY not in str(raised.value).partition("DETAIL")[0]
    line = without_words(None, "error", {"event": "unforeseen", "exc_info": raised.value})
    assert CANARY not in json.dumps(line, ensure_ascii=False)
    assert line["error"][0] == "IntegrityError"
    assert any("23505" in kind or "SQLITE_CONSTRAINT" in kind for kind in line["error"])
    assert any(place.startswith("tests/server/web/test_logs.py:") for place in line["raised"])


def test_whoever_logs_an_error_its_words_are_left_out() -> None:
    code = SPEAKING.format(canary=CANARY)
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8")
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["a thread ended", "went wrong", "ours", "ours again"]
    assert [line["error"] for line in lines] == [["ValueError"]] * 4
    assert CANARY not in ended.stderr
