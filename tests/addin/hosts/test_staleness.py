"""Which results may be old after cells changed."""

from __future__ import annotations

import pytest

from addin.hosts.staleness import stale

HOME = "订单"


def old(formulas: dict[str, str], *changed: tuple[str, int, int]) -> set[str]:
    """Return the names of stale formulas; they stand in column 50, a row each."""
    spots = {(HOME, row, 50): name for row, name in enumerate(formulas, start=1)}
    by_spot = {spot: formulas[name] for spot, name in spots.items()}
    return {spots[spot] for spot in stale(by_spot, changed)}


@pytest.mark.parametrize(
    "formula",
    [
        "=B2*C2",
        "=SUM(B1:B9)",
        "=SUM(B:B)",
        "=SUM(2:2)",
        "=$B$2",
        "=订单!B2",
        "='订单'!A1:C3",
        "=SUM(A1,B2:B2)+1",
    ],
)
def test_a_formula_that_reaches_a_changed_cell_may_be_old(formula: str) -> None:
    assert old({"it": formula}, (HOME, 2, 2)) == {"it"}


@pytest.mark.parametrize("formula", ["=B3*C2", "=SUM(B3:B9)", "=SUM(C:D)", "=别的!B2", "=TODAY()+7", '="B2"'])
def test_a_formula_that_reaches_none_is_not(formula: str) -> None:
    assert old({"it": formula}, (HOME, 2, 2)) == set()


def test_what_reaches_an_old_formula_is_old_over_any_number_of_steps() -> None:
    formulas = {"first": "=B2*2", "second": "=AX1+1", "third": "=SUM(AX2:AX2)", "apart": "=AX9"}
    assert old(formulas, (HOME, 2, 2)) == {"first", "second", "third"}


@pytest.mark.parametrize(
    "formula", ["=税率*2", "=SUM(表1[金额])", "=[1]价目!A1", "=INDIRECT(A1)", "=OFFSET(D1,1,1)"][:5]
)
def test_a_formula_whose_reach_cannot_be_told_may_be_old(formula: str) -> None:
    assert old({"it": formula}, (HOME, 2, 2)) == {"it"}


def test_nothing_is_old_when_nothing_changed() -> None:
    assert old({"it": "=INDIRECT(A1)"}) == set()


def test_a_sheet_with_a_quote_in_its_name_is_found() -> None:
    assert old({"it": "='it''s'!A1"}, ("it's", 1, 1)) == {"it"}
