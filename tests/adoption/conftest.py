"""The sample factory's server in process, one for all workbooks of the corpus, and presses on them."""

from __future__ import annotations

import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from addin.hosts.file import FileHost
from addin.hosts.port import JsonBook
from server.db.engine import make_engine
from server.db.session import writing
from server.stock.models import STOCK
from sync.client.loop import Ended, run_press
from tests.addin.presses import Clerk
from tests.e2e.presses.conftest import opened, sqlite_factory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.e2e.presses.conftest import Factory

    Press = Callable[..., Ended]

__all__ = ["sqlite_factory"]


@pytest.fixture(scope="session")
def firm(sqlite_factory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    """Open a copy of the factory that all workbooks are synced with."""
    folder = tmp_path_factory.mktemp("firm")
    file = shutil.copyfile(sqlite_factory / "sheetline.sqlite3", folder / "sheetline.sqlite3")
    engine = make_engine(f"sqlite:///{file.as_posix()}")
    with writing(engine) as conn:  # enough for all of them: lines that are short get notes
        conn.execute(sa.update(STOCK).values(on_hand=Decimal(1_000_000)))
    yield opened(f"sqlite:///{file.as_posix()}", engine, folder)
    engine.dispose()


@pytest.fixture
def press(firm: Factory) -> Press:
    """Return what presses a button on a workbook file, with an answer to every question."""

    def pressed(book: Path, action: str, **options: str) -> Ended:
        host = JsonBook(FileHost(book))
        return run_press(firm.poster(action), book=host, person=Clerk(), options={"yes": "1", **options})

    return pressed
