"""How hard hostile input is tried: a little in every run, ten thousand cases among the long proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

LONG_CASES = 10_000
LONG_SECONDS = 3 * 3600
# Whole servers and workbooks stand behind a case: it may be slow and large.
TOLERATED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def cases(usual: int, *, long: int = LONG_CASES) -> pytest.MarkDecorator:
    """Run a test with `usual` examples, and with very many as a long proof; it takes `examples`."""
    marks = [pytest.mark.long, pytest.mark.timeout(LONG_SECONDS)]
    return pytest.mark.parametrize(
        "examples", [pytest.param(usual, id=f"{usual}"), pytest.param(long, id=f"{long}", marks=marks)]
    )


def try_out(law: Callable[..., None], *arguments: SearchStrategy[Any], examples: int) -> None:
    """Look for arguments that break a law; what is found is told with the blob that brings it back."""
    tried = given(*arguments)(law)
    settings(max_examples=examples, suppress_health_check=TOLERATED)(tried)()
