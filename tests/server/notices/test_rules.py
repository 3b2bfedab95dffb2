"""The rules of notices as laws and tables: words that fit, quiet hours, pauses, digests, what follows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.notices.rules.batches import MOST_A_MINUTE, Item, batches
from server.notices.rules.events import Kind
from server.notices.rules.hours import MOST_TRIES, Quiet, pause_after
from server.notices.rules.letters import digest
from server.notices.rules.outcomes import Fate, Outcome, State, follow
from server.notices.rules.words import WORDS, settled_words, shortened, shortened_bytes, told

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
NIGHT = Quiet(dt.time(21), dt.time(8))
LUNCH = Quiet(dt.time(12), dt.time(13, 30))


def at(text: str) -> dt.datetime:
    """Return a moment of Shanghai."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words_in_both_languages_and_says_something_without_any_fact(kind: Kind) -> None:
    wording = WORDS[kind]
    assert wording.title
    assert wording.english.isascii()
    assert told(kind, {}).title == wording.title
    assert "{" not in told(kind, {}).body


def test_a_sentence_leaves_out_what_nobody_told_and_keeps_what_a_person_typed() -> None:
    assert told(Kind.DECIDED, {"by": "李伟", "decision": "同意"}).body == "李伟 同意"
    assert (
        told(Kind.ORDER_REJECTED, {"by": "{reason}", "reason": "{by.__class__}"}).body
        == "{reason} 驳回：{by.__class__}"
    )


def test_how_it_was_settled_is_said_in_a_few_characters() -> None:
    assert settled_words(Kind.DECIDED, {}) == "已处理"
    assert len(settled_words(Kind.DECIDED, {"by": "很长的名字" * 20, "decision": "同意"})) == 40


@given(st.text(), st.integers(4, 60))
def test_shortened_texts_fit_and_begin_as_the_whole(text: str, longest: int) -> None:
    short, encoded = shortened(text, longest), shortened_bytes(text, longest)
    assert len(short) <= longest
    assert len(encoded.encode()) <= longest
    for cut in (short, encoded):
        assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@pytest.mark.parametrize(
    ("quiet", "moment", "allowed"),
    [
        (NIGHT, "2026-11-24T20:59:59", "2026-11-24T20:59:59"),
        (NIGHT, "2026-11-24T21:00", "2026-11-25T08:00"),
        (NIGHT, "2026-11-25T07:59:59", "2026-11-25T08:00"),
        (NIGHT, "2026-11-25T08:00", "2026-11-25T08:00"),
        (LUNCH, "2026-11-24T11:59", "2026-11-24T11:59"),
        (LUNCH, "2026-11-24T12:00", "2026-11-24T13:30"),
        (LUNCH, "2026-11-24T13:30", "2026-11-24T13:30"),
    ],
)
def test_quiet_hours_begin_and_end_to_the_second(quiet: Quiet, moment: str, allowed: str) -> None:
    assert quiet.after(at(moment), urgent=False) == at(allowed)
    assert quiet.after(at(moment), urgent=True) == at(allowed)
    breaking = Quiet(quiet.start, quiet.end, urgent_breaks=True)
    assert breaking.after(at(moment), urgent=True) == at(moment)


def test_pauses_are_doubled_up_to_an_hour() -> None:
    minutes = [pause_after(tries).total_seconds() / 60 for tries in (1, 2, 3, 6, 7, 50)]
    assert minutes == [1, 2, 4, 32, 60, 60]


@pytest.mark.parametrize(
    ("fate", "tries", "repeatable", "state", "crossed_out"),
    [
        (Fate.SENT, 1, True, State.SENT, False),
        (Fate.FAILED, 1, False, State.WAITING, False),
        (Fate.FAILED, MOST_TRIES, False, State.WAITING, True),
        (Fate.UNKNOWN, 1, True, State.WAITING, False),
        (Fate.UNKNOWN, MOST_TRIES, True, State.WAITING, True),
        (Fate.UNKNOWN, 1, False, State.DEAD, False),
        (Fate.REFUSED, 1, True, State.WAITING, True),
        (Fate.STOPPED, 1, True, State.WAITING, False),
        (Fate.STOPPED, MOST_TRIES, True, State.WAITING, True),
        (Fate.BUSY, MOST_TRIES, True, State.WAITING, False),
    ],
)
def test_what_follows_a_try(
    fate: Fate, tries: int, *, repeatable: bool, state: State, crossed_out: bool
) -> None:
    found = follow(Outcome(fate=fate), tries=tries, repeatable=repeatable, now=NOON)
    assert (found.state, found.crossed_out) == (state, crossed_out)
    assert (found.due_at > NOON) == (state is State.WAITING and not crossed_out)
    assert found.counts == (fate is not Fate.BUSY)


ITEMS = st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=70)
RECENT = st.dictionaries(st.sampled_from([("way", "a"), ("way", "b")]), st.integers(0, 30))


@given(ITEMS, RECENT, st.integers(1, 50))
def test_no_box_gets_more_than_it_may_and_nothing_goes_out_twice(
    drawn: list[tuple[str, bool]], recent: dict[tuple[str, str], int], most: int
) -> None:
    items = [Item(str(number), ("way", box), alone=alone) for number, (box, alone) in enumerate(drawn)]
    made = batches(items, recent, most=most)
    assert len(made) <= most
    going = [key for batch in made for key in batch.keys]
    assert len(going) == len(set(going))
    alone = {item.key for item in items if item.alone}
    for box in {item.box for item in items}:
        messages = [batch for batch in made if batch.box == box]
        assert len(messages) + recent.get(box, 0) <= max(MOST_A_MINUTE, recent.get(box, 0))
        assert len([batch for batch in messages if len(batch.keys) > 1]) <= 1
    assert all(len(batch.keys) == 1 for batch in made if alone & set(batch.keys))


@given(ITEMS)
def test_what_can_be_told_together_all_goes_out_at_once(drawn: list[tuple[str, bool]]) -> None:
    items = [Item(str(number), ("way", box)) for number, (box, _) in enumerate(drawn)]
    going = {key for batch in batches(items, {}, most=100) for key in batch.keys}
    assert going == {item.key for item in items}


def test_a_digest_names_the_first_dozen_and_counts_the_rest() -> None:
    letter = digest(
        "k", "a", [told(Kind.WITHDRAWN, {"reason": str(number)}) for number in range(30)], url=None
    )
    assert letter.title == "还有 30 条消息"
    assert letter.body.count("\n") == 12
    assert letter.body.endswith("……另有 18 条，见“消息”表")
    assert letter.link is None
