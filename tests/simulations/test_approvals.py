"""The figures in the document are those the model gives, and say what they are said to say."""

from __future__ import annotations

from pathlib import Path

from tests.simulations.approvals import CASES, Outcome, run
from tests.simulations.orders import arrivals

DOCUMENT = Path(__file__).parents[2] / "docs" / "approvals-simulation.md"


def test_the_document_holds_the_figures_of_the_model() -> None:
    orders = arrivals()
    outcomes = {case.name: run(orders, case) for case in CASES}
    text = DOCUMENT.read_text(encoding="utf-8")
    for outcome in outcomes.values():
        assert f"| {' | '.join(outcome.figures)} |" in text
    assert _mean(outcomes["两样都开"]) < _mean(outcomes["只开提醒和上报"]) < _mean(outcomes["都不开"])
    assert outcomes["只开自动通过"].decisions == outcomes["两样都开"].decisions < 3 * len(orders)


def _mean(outcome: Outcome) -> float:
    return sum(outcome.working) / len(outcome.working)
