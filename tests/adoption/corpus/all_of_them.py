"""The corpus: every workbook by its name, with what writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.adoption.corpus import by_hand, by_openpyxl, by_xlsxwriter
from tests.adoption.corpus.shaped import SHAPED

Write = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A workbook of the corpus: what to call it, what its file ends in, how it is written."""

    name: str
    write: Write
    suffix: str = ".xlsx"


def _named(
    prefix: str, makings: tuple[Callable[..., None], ...], write: Callable[..., Path]
) -> list[Specimen]:
    return [Specimen(f"{prefix}-{each.__name__}", partial(write, making=each)) for each in makings]


MORE = (*_named("openpyxl", by_openpyxl.PLAIN, by_openpyxl.write),)
"""What takes half a minute more."""
CORPUS: tuple[Specimen, ...] = (
    *(Specimen(f"openpyxl-{each.__name__}", each) for each in SHAPED),
    *_named("xlsxwriter", by_xlsxwriter.PLAIN, by_xlsxwriter.write),
    Specimen("xlsxwriter-with_macros", by_xlsxwriter.with_macros, ".xlsm"),
    Specimen(
        "xlsxwriter-small_memory",
        partial(by_xlsxwriter.write, making=by_xlsxwriter.bare, constant_memory=True),
    ),
    Specimen("xlsxwriter-from_1904", partial(by_xlsxwriter.write, making=by_xlsxwriter.bare, date_1904=True)),
    Specimen("xlsxwriter-title", partial(by_xlsxwriter.write, making=by_xlsxwriter.comments, row=4)),
    *_named("by_hand", by_hand.PLAIN, by_hand.write),
    Specimen("by_hand-grouped_pictures", by_hand.with_grouped_pictures),
)
