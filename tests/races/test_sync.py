"""The same request, key or row from many threads at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from server.db.engine import make_engine
from server.db.session import reading
from server.views.models import Revision
from tests.races.crowd import together
from tests.server.views.desk import Desk, desk_of, note
from tests.server.views.notes_view import NotesView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine.interfaces import DBAPIConnection

    from server.views.contract import Applied, Context, Edit

CROWD = 8


@pytest.fixture
def desk(engine: sa.Engine) -> Desk:
    """Return the desk of a clerk, once on each engine."""
    return desk_of(engine)


def test_one_request_sent_by_many_at_once_is_done_once_and_answered_alike(desk: Desk) -> None:
    body = desk.request(note(title="早"), note(title="晚"))

    def send(sender: Desk) -> tuple[int, bytes]:
        return sender.post("/views/notes/sync", body).status_code, sender.last

    answers = together(send, [desk.as_("王芳") for _ in range(CROWD)])
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert len(desk.pull()["changes"]) == 2


def test_one_key_created_by_many_requests_is_one_row(desk: Desk) -> None:
    row = note(title="早")
    results = together(lambda sender: sender.push(row)[0], [desk.as_("王芳") for _ in range(CROWD)])
    assert Counter(result["outcome"] for result in results) == {"created": 1, "unchanged": CROWD - 1}
    assert {result["rev"] for result in results} == {1}


def test_edits_of_one_field_by_many_leave_one_winner_and_conflicts(desk: Desk) -> None:
    row = note(title="早")
    desk.push(row)
    rows = [note(row["key"], 1, body=f"第{number}") for number in range(CROWD)]
    results = together(lambda edit: desk.as_("王芳").push(edit)[0], rows)
    assert Counter(result["outcome"] for result in results) == {"updated": 1, "conflict": CROWD - 1}


def test_no_edit_is_lost_when_many_change_rows_beside_each_other(desk: Desk) -> None:
    rows = [note(title="早", body="零") for _ in range(CROWD)]
    desk.push(*rows)
    edits = [note(row["key"], 1, body=f"第{number}", action="抄送") for number, row in enumerate(rows)]
    results = together(lambda edit: desk.as_("王芳").push(edit)[0], edits)
    changes = desk.pull()["changes"]
    assert {result["outcome"] for result in results} <= {"updated", "merged", "conflict"}
    with reading(desk.engine) as conn:
        kept = conn.execute(sa.select(Revision.__table__.c.key, Revision.__table__.c.rev)).all()
    revisions = Counter(row.key for row in kept)
    assert {change["key"]: change["rev"] for change in changes} == revisions
    assert len({change["values"]["body"] for change in changes}) == 1


def test_a_pull_never_misses_a_change(desk: Desk) -> None:
    writers = [desk.as_("王芳") for _ in range(CROWD - 1)]
    seen: dict[str, int] = {}

    def write(writer: Desk) -> None:
        for _ in range(6):
            writer.push(note(title="早"), note(title="晚"))

    def follow(reader: Desk) -> None:
        cursor = None
        for _ in range(30):
            answer = reader.pull(cursor)
            cursor = answer["cursor"]
            seen.update({change["key"]: change["rev"] for change in answer["changes"]})
        answers.append(cursor)

    answers: list[str | None] = []
    together(
        lambda pair: pair[0](pair[1]), [(follow, desk.as_("李强")), *((write, writer) for writer in writers)]
    )
    last = desk.as_("李强").pull(answers[0])
    seen.update({change["key"]: change["rev"] for change in last["changes"]})
    assert seen.keys() == {change["key"] for change in desk.pull()["changes"]}
    assert len(seen) == (CROWD - 1) * 12


class _HeldView(NotesView):
    """Notes whose writing stands still, stamped and not committed, until it is let go."""

    def __init__(self) -> None:
        self.reached, self.let_go = Event(), Event()

    def apply(self, conn: sa.Connection, edits: Sequence[Edit], context: Context) -> Applied:
        applied = super().apply(conn, edits, context)
        self.reached.set()
        assert self.let_go.wait(timeout=30)
        return applied


def test_a_transaction_that_began_first_and_commits_last_is_not_missed(desk: Desk) -> None:
    view = _HeldView()
    slow, fast, reader = note(title="慢"), note(title="快"), desk.as_("李强")
    many_writers = desk.engine.dialect.name != "sqlite"
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(desk_of(desk.engine, view).push, slow)
        assert view.reached.wait(timeout=30)
        if many_writers:
            desk.as_("boss").push(fast)
        first = reader.pull()
        view.let_go.set()
        assert pending.result()[0]["outcome"] == "created"
    second = reader.pull(first["cursor"])
    assert slow["key"] not in {change["key"] for change in first["changes"]}
    assert slow["key"] in {change["key"] for change in second["changes"]}
    seen = {change["key"] for change in (*first["changes"], *second["changes"])}
    assert seen == ({slow["key"], fast["key"]} if many_writers else {slow["key"]})


def test_who_waits_too_long_is_asked_to_come_back(desk: Desk, database_url: str) -> None:
    view, impatient = _HeldView(), _impatient(database_url)
    body = desk.request(note(title="早"))
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(desk_of(desk.engine, view).send, body)
        assert view.reached.wait(timeout=30)
        response = desk_of(impatient).post("/views/notes/sync", body)
        view.let_go.set()
        pending.result()
    impatient.dispose()
    assert (response.status_code, response.mimetype) == (503, "application/problem+json")
    assert int(response.headers["Retry-After"]) > 0
    assert desk.send(body) == pending.result()


def _impatient(database_url: str) -> sa.Engine:
    """Return an engine that waits a tenth of a second for its turn."""
    engine = make_engine(database_url)
    setting = "PRAGMA busy_timeout = 100" if engine.dialect.name == "sqlite" else "SET lock_timeout = 100"

    @sa.event.listens_for(engine, "connect")
    def be_impatient(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(setting)
        connection.commit()
        cursor.close()

    return engine
