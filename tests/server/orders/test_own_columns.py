"""Columns of a user's own: beside the line, without a revision, put back by undo, in nobody else's sight."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from server.db.session import reading
from server.orders import own
from server.orders.models import OWN, OWN_BEFORE
from server.orders.telling import TELLERS
from server.views.telling import told
from sync.fields.own import MOST_OWN
from tests.server.orders.office import (
    ADMIN,
    CLERK,
    COLLEAGUE,
    Office,
    Press,
    codes,
    line,
    row,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.views.contract import Actor
    from sync.protocol.messages import RowIn, RowResult


@pytest.fixture(autouse=True)
def stocked(office: Office) -> None:
    """Put enough on the shelf for every line."""
    office.put("LED", 100_000)


def noted(made: RowResult, rev: int = 1, /, **texts: str | None) -> RowIn:
    """Return an edit of nothing but own columns."""
    return row(made.key, rev, **{f"own:{name}": text for name, text in texts.items()})


def texts(office: Office, key: str, actor: Actor = CLERK) -> dict[str, str]:
    """Return a user's texts beside a line."""
    with reading(office.engine) as conn:
        return own.load(conn, [key], actor.name).get(key, {})


def count(office: Office) -> tuple[int, int]:
    """Return how many texts there are, and how many that submissions found."""
    with reading(office.engine) as conn:
        counts = [conn.execute(sa.select(sa.func.count()).select_from(one)) for one in (OWN, OWN_BEFORE)]
        return counts[0].scalar_one(), counts[1].scalar_one()


def test_own_columns_of_a_new_line_are_kept_and_answered(office: Office) -> None:
    (made,) = office.push(line(**{"own:跟单备注": " 周三打电话 ", "own:空的": None}))
    assert (made.outcome, made.rev, codes(made)) == ("created", 1, [])
    assert made.values["own:跟单备注"] == "周三打电话"
    assert texts(office, made.key) == {"跟单备注": "周三打电话"}


def test_a_row_with_own_changes_alone_is_updated_without_a_revision(office: Office) -> None:
    (made,) = office.push(line())
    (first,) = office.push(noted(made, 备注二="甲"))
    (again,) = office.push(noted(made, 备注二="甲"))
    assert (first.outcome, first.rev, first.values["own:备注二"]) == ("updated", 1, "甲")
    assert (again.outcome, again.rev, again.values["own:备注二"]) == ("unchanged", 1, "甲")
    (cleared,) = office.push(noted(made, 备注二=""))
    assert (cleared.outcome, "own:备注二" in cleared.values) == ("updated", False)
    assert texts(office, made.key) == {}


def test_others_edits_are_no_conflict_with_own_columns(office: Office) -> None:
    (made,) = office.push(line())
    office.push(row(made.key, 1, quantity="20"), press=Press(actor=COLLEAGUE))
    (mine,) = office.push(noted(made, 跟单="甲"))
    assert (mine.outcome, mine.rev, mine.conflicts) == ("updated", 2, [])
    (theirs,) = office.push(noted(made, 跟单="乙"), press=Press(actor=COLLEAGUE))
    assert theirs.values["own:跟单"] == "乙"
    assert (texts(office, made.key), texts(office, made.key, COLLEAGUE)) == ({"跟单": "甲"}, {"跟单": "乙"})


def test_of_a_row_that_is_refused_or_in_conflict_nothing_is_kept(office: Office) -> None:
    (made,) = office.push(line())
    office.push(row(made.key, 1, quantity="20"), press=Press(actor=COLLEAGUE))
    (clash,) = office.push(row(made.key, 1, quantity="30", **{"own:跟单": "甲"}))
    (bad,) = office.push(row(made.key, 2, quantity="-1", **{"own:跟单": "甲"}))
    assert (clash.outcome, bad.outcome) == ("conflict", "rejected")
    assert not [key for key in (*clash.values, *bad.values) if key.startswith("own:")]
    assert count(office) == (0, 0)


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"own:长": "长" * 201}, [("own:长", "too_long")]),
        ({"own:": "x"}, [("own:", "bad_value")]),
        ({"own: 两边空": "x"}, [("own: 两边空", "bad_value")]),
        ({"own:两\n行": "x"}, [("own:两\n行", "bad_value")]),
        ({"own:" + "名" * 61: "x"}, [("own:" + "名" * 60, "bad_value")]),
        ({f"own:{number}": "x" for number in range(MOST_OWN + 1)}, [(None, "too_many_columns")]),
        ({"own:长": "长" * 201, "own:": "x"}, [("own:长", "too_long"), ("own:", "bad_value")]),
    ],
)
def test_own_columns_that_cannot_be_kept_refuse_the_row_and_say_why(
    office: Office, values: dict[str, str], problems: list[tuple[str | None, str]]
) -> None:
    (made,) = office.push(line(**values))
    assert (made.outcome, codes(made)) == ("rejected", problems)
    assert count(office) == (0, 0)


def test_columns_count_with_those_that_are_kept(office: Office) -> None:
    (made,) = office.push(line(**{f"own:{number}": "x" for number in range(MOST_OWN)}))
    (over,) = office.push(noted(made, 多一列="x"))
    assert codes(over) == [(None, "too_many_columns")]
    (swapped,) = office.push(row(made.key, 1, **{"own:0": None, "own:多一列": "x"}))
    assert swapped.outcome == "updated"


def test_a_rehearsal_answers_the_same_and_writes_nothing(office: Office) -> None:
    (made,) = office.push(line())
    (foreseen,) = office.precheck(noted(made, 跟单="甲"))
    assert (foreseen.outcome, foreseen.values["own:跟单"]) == ("updated", "甲")
    assert count(office) == (0, 0)


def test_undo_puts_back_what_the_submission_found(office: Office) -> None:
    (made,) = office.push(line(**{"own:跟单": "甲", "own:颜色": "红"}))
    office.push(row(made.key, 1, remark="急", **{"own:跟单": "乙", "own:颜色": None, "own:新": "x"}))
    answer = office.undo()
    (result,) = answer.results
    assert (result.outcome, result.values["own:跟单"], result.values["own:颜色"]) == ("updated", "甲", "红")
    assert result.values["own:新"] is None
    assert texts(office, made.key) == {"跟单": "甲", "颜色": "红"}


def test_undo_takes_back_own_changes_alone_and_submissions_one_behind_the_other(office: Office) -> None:
    (made,) = office.push(line())
    office.push(noted(made, 跟单="甲"))
    first = office.last
    office.push(noted(made, 跟单="乙"))
    (result,) = office.undo().results
    assert (result.key, result.outcome, result.rev) == (made.key, "updated", 1)
    assert result.values == {"own:跟单": "甲"}
    (result,) = office.undo(first).results
    assert result.values == {"own:跟单": None}
    assert count(office) == (0, 0)


def test_undo_leaves_what_a_later_submission_wrote(office: Office) -> None:
    (made,) = office.push(line())
    office.push(noted(made, 跟单="甲", 颜色="红"))
    first = office.last
    office.push(noted(made, 跟单="乙"))
    (result,) = office.undo(first).results
    assert result.values == {"own:颜色": None}
    assert texts(office, made.key) == {"跟单": "乙"}


def test_a_row_whose_undo_is_refused_keeps_its_texts(office: Office) -> None:
    (made,) = office.push(line())
    office.push(row(made.key, 1, quantity="20", **{"own:跟单": "甲"}))
    mine = office.last
    office.push(row(made.key, 2, quantity="30"), press=Press(actor=COLLEAGUE))
    (refused,) = office.undo(mine).results
    assert (refused.outcome, codes(refused)) == ("rejected", [("quantity", "changed_since")])
    assert texts(office, made.key) == {"跟单": "甲"}


def test_an_administrator_takes_back_own_texts_without_reading_them(office: Office) -> None:
    (made,) = office.push(line(**{"own:跟单": "先前"}))
    office.push(noted(made, 跟单="甲"))
    mine = office.last
    assert office.undo(mine, actor=ADMIN).results[0].values == {}
    assert texts(office, made.key) == {"跟单": "先前"}
    assert office.undo(mine).results[0].values == {"own:跟单": "先前"}
    assert office.undo(mine, actor=ADMIN).results[0].values == {}


def test_a_line_that_ended_keeps_its_texts_and_takes_new_ones(office: Office) -> None:
    (made,) = office.push(line(**{"own:跟单": "甲"}))
    office.push(row(made.key, 1, action="作废"))
    (later,) = office.push(noted(made, 2, 跟单="客户取消"))
    assert (later.outcome, texts(office, made.key)) == ("updated", {"跟单": "客户取消"})


def test_the_story_of_a_line_tells_its_reader_the_own_texts_alone(office: Office) -> None:
    (made,) = office.push(line(**{"own:跟单": "甲"}))
    sections = {}
    registry = replace(office.registry, tellers={"orders": TELLERS})
    with reading(office.engine) as conn:
        for actor in (CLERK, COLLEAGUE, ADMIN):
            story = told(conn, registry.open("orders", actor), made.key, registry=registry)
            sections[actor.name] = [one.rows for one in story.sections if one.title == "我的列"]
            assert "甲" not in str(story.history)
    assert sections == {"王芳": [[["跟单", "甲"]]], "李强": [], "admin": []}


def test_statements_do_not_grow_with_rows_and_columns(office: Office) -> None:
    few, many = office.push(*(line() for _ in range(2))), office.push(*(line() for _ in range(60)))
    counts = []
    for made, columns in ((few, 1), (many, 20)):
        for text in ("甲", "乙", None):
            edits = [noted(one, **{f"列{number}": text for number in range(columns)}) for one in made]
            with counting(office) as statements:
                office.push(*edits)
            counts.append(len(statements))
    assert counts[:3] == counts[3:]


@contextmanager
def counting(office: Office) -> Iterator[list[str]]:
    """Collect the statements that the engine runs."""
    found: list[str] = []

    def collect(*arguments: Any) -> None:
        found.append(str(arguments[2]))

    event.listen(office.engine, "before_cursor_execute", collect)
    yield found
    event.remove(office.engine, "before_cursor_execute", collect)
