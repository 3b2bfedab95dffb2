"""接管工作簿: see what a person's own book says, let them correct it on 字段对应, then sync it as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from addin.actions.adoption import words
from addin.actions.adoption.applying import Adopting, adopting_operations, is_too_wide
from addin.actions.adoption.corrections import CorrectionError, Corrections, corrections
from addin.actions.adoption.layouts import free_memory, layouts_in
from addin.actions.adoption.outcomes import outcome_of
from addin.actions.adoption.proposing import candidates, is_ours, lacking, proposed_layout, readable
from addin.actions.adoption.rejoining import rejoined
from addin.actions.adoption.task_sheet import FIELDS, task_sheet
from addin.actions.books import refused
from addin.actions.pages import TASK, names_of, page_in, sheet_for
from addin.bridge import messages as m
from sync.adoption.layout import Layout, layout_of, layout_text
from sync.rows.keys import new_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.actions.adoption.proposing import Candidate
    from addin.bridge.session import Session

LINES = "lines"
_LABELS = {each.key: each.label for each in FIELDS}


class Step(msgspec.Struct):
    """A press under way: the sheets it looks at; at its end those whose lines look for their orders again."""

    sheets: list[str]
    rejoin: list[str] = []
    outcome: dict[str, Any] = {}
    told: str = ""


def adopt(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first asks for all sheets, the next propose, ask, or adopt."""
    if carry is None:
        named = session.options.get("sheet")
        sheets = [name for name in readable(snapshot) if named in {None, "", name}]
        return m.BridgeReply(more=m.More(_needs(snapshot, sheets), Step(sheets)))
    step = msgspec.convert(carry, Step)
    if step.rejoin:
        return _rejoined(snapshot, step, session)
    found = candidates(snapshot)
    if not found:
        why = words.OURS_ALREADY if is_ours(snapshot) else words.NO_TABLE
        return refused(why(), code="ours" if is_ours(snapshot) else "no_table")
    try:
        return _adopt(snapshot, step, found, session)
    except CorrectionError as error:
        return refused(str(error), code="correction")


def _needs(snapshot: m.Snapshot, sheets: Sequence[str]) -> list[m.Need]:
    page = [sheet.name for sheet in snapshot.sheets if sheet.name in names_of(TASK)]
    looks = [m.Need(m.Range(name, 1, 1, 0, 0), looks=True) for name in sheets]
    return [*looks, *(m.Need(m.Range(name, 1, 1, 0, 0)) for name in page)]


def _adopt(snapshot: m.Snapshot, step: Step, found: Sequence[Candidate], session: Session) -> m.BridgeReply:
    page = page_in(snapshot, TASK)
    is_sure = "yes" in session.options
    remembered = {each.sheet: None if each.layout else _remembered(each, session) for each in found}
    written = corrections(page) if page and not is_sure else None
    layouts = [(each, _layout(each, written, remembered[each.sheet])) for each in found]
    is_known = all(each.layout or remembered[each.sheet] for each in found)
    if not (written or is_sure or (is_known and any(each.layout is None for each in found))):
        return _proposed(snapshot, layouts)
    _require(layouts, sheet_for(snapshot, TASK), is_sure=is_sure)
    adopting = [_dated(each, layout, snapshot, session) for each, layout in layouts]
    question = _question(adopting, session)
    if question:
        return m.BridgeReply([question], more=m.More(_needs(snapshot, step.sheets), step))
    return _adopted(snapshot, adopting, session, is_known=is_known and not written)


def _layout(candidate: Candidate, written: Corrections | None, remembered: Layout | None) -> Layout:
    """Return the layout of a table: as corrected, as it was, as remembered, or as is sure."""
    asked = written.of(candidate) if written else {}
    layout = proposed_layout(candidate, remembered=remembered, asked=asked)
    if written is None or not asked:
        return layout
    colours = tuple(written.colours.get(candidate.sheet, ()))
    return replace(layout, colours=colours, repaint=written.repaint)


def _remembered(candidate: Candidate, session: Session) -> Layout | None:
    """Return what the server remembers of a table of this shape; what is unreadable counts as absent."""
    text = session.layout(candidate.shape)
    try:
        return layout_of(text) if text else None
    except msgspec.DecodeError:
        return None


def _require(layouts: Sequence[tuple[Candidate, Layout]], page: str, *, is_sure: bool) -> None:
    """Raise CorrectionError where a table cannot be adopted as it is."""
    for candidate, layout in layouts:
        labels = "、".join(_LABELS[key] for key in lacking(layout))
        if labels:
            sentence = words.NOT_SURE if is_sure else words.LACKING
            raise CorrectionError(sentence(table=candidate.sheet, labels=labels, sheet=page))
        if is_too_wide(candidate):
            raise CorrectionError(words.TOO_WIDE(table=candidate.sheet))


def _dated(candidate: Candidate, layout: Layout, snapshot: m.Snapshot, session: Session) -> Adopting:
    """Return a table with its lines; which of them are history is asked the first time only."""
    days = candidate.lines(layout, book=snapshot.book_name, today=session.today)
    if candidate.layout is not None:
        return Adopting(candidate, layout, days)
    since = session.options.get("since") or session.today.isoformat()
    is_all = session.options.get("scope") == "all" or session.answers.get(LINES) == words.ALL_LINES
    return Adopting(candidate, replace(layout, since="" if is_all else since), days)


def _question(adopting: Sequence[Adopting], session: Session) -> m.Ask | None:
    """Return the question which lines are open orders; None when it was answered, or there is no choice."""
    fresh = [each for each in adopting if each.candidate.layout is None]
    old = sum(len(each.history) for each in fresh)
    if not old or LINES in session.answers or {"yes", "since", "scope"} & session.options.keys():
        return None
    lines = sum(len(each.days) for each in fresh)
    since = fresh[0].layout.since
    text = words.WHICH_LINES(lines=lines, since=since, due=lines - old, old=old)
    return m.Ask(LINES, text, [words.ONLY_DUE, words.ALL_LINES], words.ONLY_DUE)


def _proposed(snapshot: m.Snapshot, layouts: Sequence[tuple[Candidate, Layout]]) -> m.BridgeReply:
    lines = sum(len(candidate.found.orders) for candidate, _ in layouts)
    page = sheet_for(snapshot, TASK)
    told = words.PROPOSED(tables=len(layouts), lines=lines, sheet=page)
    notes = _smaller([candidate for candidate, _ in layouts])
    outcome = outcome_of([(each, layout, None) for each, layout in layouts], is_applied=False)
    return m.BridgeReply(
        [
            *task_sheet(snapshot, layouts, is_done=False),
            m.Select(m.Range(page, 1, 1, 1, 1)),
            m.Save(),
            *notes,
            m.Message(told),
        ],
        outcome=outcome,
    )


def _adopted(
    snapshot: m.Snapshot, adopting: Sequence[Adopting], session: Session, *, is_known: bool
) -> m.BridgeReply:
    layouts = [*layouts_in(snapshot.state).values()]
    done: list[Adopting] = []
    for each in adopting:
        memory = each.layout.memory if each.candidate.layout else free_memory(each.layout.view, layouts)
        layout = replace(each.layout, memory=memory)
        layouts.append(layout)
        done.append(Adopting(each.candidate, layout, each.days))
    for each in done:
        session.keep_layout(each.candidate.shape, layout_text(replace(each.layout, since="", memory="")))
    told = _told(done, is_known=is_known)
    pairs = [(each.candidate, each.layout) for each in done]
    outcome = outcome_of([(each.candidate, each.layout, each.history) for each in done], is_applied=True)
    written = [
        *(operation for each in done for operation in adopting_operations(each)),
        *([] if snapshot.state.get("book") else [m.PutState({"book": new_key()})]),
        *(task_sheet(snapshot, pairs, is_done=True) if page_in(snapshot, TASK) else []),
        m.Select(_first_line(done[0].candidate)),
        *_smaller([each.candidate for each in done]),
    ]
    lost = [each.candidate.sheet for each in done if each.candidate.layout and not each.candidate.ours]
    if lost:
        step = Step([], lost, outcome, told)
        return m.BridgeReply(written, more=m.More(_needs(snapshot, lost), step))
    return m.BridgeReply([*written, m.Save(), m.Message(told)], outcome=outcome)


def _first_line(candidate: Candidate) -> m.Range:
    row = candidate.found.orders[0]
    return m.Range(candidate.sheet, row, 1, row, 1)


def _rejoined(snapshot: m.Snapshot, step: Step, session: Session) -> m.BridgeReply:
    """Give lines whose hidden columns had been taken out their orders back, and end the press."""
    done: list[m.Operation] = []
    count = 0
    for sheet in step.rejoin:
        operations, found = rejoined(snapshot, sheet, session)
        done += operations
        count += found
    told = words.REJOINED(count=count)
    return m.BridgeReply(
        [*done, m.Save(), m.Message(step.told), m.Message(told)], outcome={**step.outcome, "rejoined": count}
    )


def _told(done: Sequence[Adopting], *, is_known: bool) -> str:
    fresh = [each for each in done if not each.candidate.is_adopted]
    if not fresh and all(each.layout == each.candidate.layout for each in done):
        return words.UNCHANGED()
    history = sum(len(each.history) for each in fresh or done)
    lines = sum(len(each.days) for each in fresh or done)
    sheets = "、".join(f"“{each.candidate.sheet}”" for each in fresh or done)
    also = words.REMEMBERED() if is_known and fresh else ""
    return words.ADOPTED(sheets=sheets, open=lines - history, history=history, also=also)


def _smaller(found: Sequence[Candidate]) -> list[m.Operation]:
    return [
        m.Message(words.SMALLER(sheet=each.sheet, count=each.smaller), "warning")
        for each in found
        if each.smaller
    ]
