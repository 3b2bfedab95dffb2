"""Values that get past the first look: keys, cursors, submissions and words of a firm, mixed with rubbish."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from server.wiring import VIEWS
from sync.rows.keys import key_at, new_key
from tests.e2e.protocol.seeds import line

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from tests.fuzz.conftest import House

Json: TypeAlias = dict[str, Any]
FIELDS = sorted({known.key for view in VIEWS for known in view.spec.fields})
WORDS = [
    *("C001", "C010", "明辉", "宏达", "LED-9W", "BOX-10", "MTO-1", "OLD-1", "W1", "W2", "月结30天"),
    *("10", "0.5", "1e999999999", "999999999999999", "-1", "2035-06-18", "2035-06-16", "1900-01-01"),
    *("2026-11-24T08:00:00+08:00", "13800000001", "138****0001", "PO-1", "现货", "订产", "true", "clerk"),
    *("作废", "暂存", "拆单发货", "同意等货", "预付30%", "admin"),
]
RUBBISH = [
    *("\0", "a\0b", "\uffff", "\u202e红\u202c", "１２", "=1+1", "@SUM(A1)", "\t=1+1", "\r", "\x85"),
    *("9" * 5_000, "长" * 2_000, "NaN", "Infinity", "null", "\U0001f468\u200d\U0001f469", "%s%n"),
    *("' OR 1=1 --", "{{7*7}}", "../../etc/passwd", "1" * 16, "0" * 64 + "1", "a\u0301", "ﷺ" * 40),
]
TEXTS = st.one_of(st.sampled_from(WORDS), st.sampled_from(RUBBISH), st.text(max_size=20))
VALUES = st.dictionaries(st.sampled_from(FIELDS), st.none() | TEXTS, max_size=6)
KEYS = st.builds(
    lambda nanoseconds, randomness: key_at(nanoseconds, randomness=randomness),
    st.integers(0, 2**60),
    st.binary(min_size=8, max_size=8),
)


@dataclass(frozen=True)
class Known:
    """What was made in a firm before its cases: keys of rows by view, submissions, books, cursors."""

    keys: dict[str, list[str]]
    submissions: list[str]
    books: list[str]
    cursors: list[str]

    def row(self, view: str) -> SearchStrategy[Json]:
        """Draw a row of a request: of any fields, with any values; often one that is there."""
        return st.fixed_dictionaries(
            {"key": st.sampled_from(self.keys[view]) | KEYS if self.keys[view] else KEYS, "values": VALUES},
            optional={
                "rev": st.one_of(st.none(), st.integers(0, 3), st.integers(-(2**63), 2**63 - 1)),
                "witness": st.dictionaries(st.sampled_from(["order_no", "line_no"]), TEXTS, max_size=2),
            },
        )

    def request(self, view: str) -> SearchStrategy[Json]:
        """Draw a request that is one by the description."""
        rows = st.lists(self.row(view), max_size=4, unique_by=lambda row: str(row["key"]))
        submissions = st.sampled_from(self.submissions) | KEYS
        return st.fixed_dictionaries(
            {"request_id": KEYS, "book": st.sampled_from(self.books) | KEYS, "rows": rows},
            optional={
                "submission": submissions,
                "last_submission": st.none() | submissions,
                "scope": st.sampled_from([None, "book", "mine", "department", "all"]),
                "since": st.none() | st.dates().map(str),
                "cursor": st.one_of(st.none(), st.sampled_from(self.cursors), TEXTS),
                "dry_run": st.booleans(),
                "restore": st.booleans(),
            },
        )


def known_of(house: House) -> Known:
    """Push some orders of a clerk and of a dealer, and look at every view as the administrator."""
    submissions, books = [], []
    for name, customer in (("clerk", "C001"), ("dealer", "C010")):
        book, submission = new_key(), new_key()
        rows = [line(customer=customer, customer_po=f"PO-{name}"), line(customer=customer, product="BOX-10")]
        pushed(house, {"submission": submission, "book": book, "rows": rows}, name=name)
        submissions.append(submission)
        books.append(book)
    answers = {view.spec.name: pushed(house, {"cursor": None}, view=view.spec.name) for view in VIEWS}
    keys = {view: [str(change["key"]) for change in answer["changes"]] for view, answer in answers.items()}
    return Known(keys, submissions, books, [str(answer["cursor"]) for answer in answers.values()])


def pushed(house: House, asked: Json, *, view: str = "orders", name: str = "admin") -> Json:
    """Return the answer to a request that must be served."""
    body = json.dumps({"request_id": new_key(), **asked}).encode()
    status, _, answer = house.call("POST", f"/api/v1/views/{view}/sync", body, house.tokens[name])
    assert status == 200, answer
    served: Json = json.loads(answer)
    return served
