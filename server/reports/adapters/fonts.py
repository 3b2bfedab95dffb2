"""Which font Chinese stands in on paper: one of this machine inside the file, or one readers bring."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = tuple(
    map(
        Path,
        (
            "C:/Windows/Fonts/msyh.ttc",
            "C:/Windows/Fonts/simhei.ttf",
            "C:/Windows/Fonts/simsun.ttc",
            "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
            "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
            "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
            "/System/Library/Fonts/STHeiti Light.ttc",
        ),
    )
)
"""Fonts of TrueType outlines that hold Chinese; ReportLab takes no others."""
BROUGHT = "STSong-Light"
"""A font of Adobe's GB1 collection: not in the file, any reader that knows Chinese has one in its place."""


@lru_cache(maxsize=8)
def font(files: Iterable[Path] = FILES) -> str:
    """Return the name of a registered font: the first file that can be used, else the one readers bring."""
    for file in files:
        name = f"sheetline-{file.stem}"
        try:
            pdfmetrics.registerFont(TTFont(name, str(file)))
        except (TTFError, OSError):
            continue
        return name
    pdfmetrics.registerFont(UnicodeCIDFont(BROUGHT))
    return BROUGHT
