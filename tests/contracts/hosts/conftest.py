"""Each host in turn, and one office for all tests of the contract, begun by the first that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.addin.excel.engine.maker import ExcelMaker
from tests.contracts.hosts.books import FileMaker, MemoryMaker
from tests.e2e.calc.wire import Wire, open_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.contracts.hosts.books import Maker
    from tests.contracts.hosts.calc import CalcMaker
    from tests.e2e.calc.stand import Stand


@pytest.fixture(params=["file", "memory", "excel", pytest.param("libreoffice", marks=pytest.mark.office)])
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    """Name each host in turn."""
    if request.param == "libreoffice":
        maker: Maker = request.getfixturevalue("calc_maker")
        return maker
    makers: dict[str, Callable[[], Maker]] = {
        "file": lambda: FileMaker(tmp_path),
        "memory": MemoryMaker,
        "excel": ExcelMaker,
    }
    return makers[request.param]()


@pytest.fixture(scope="session")
def wired_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stand, Wire]]:
    """Start an office whose server is a wire."""
    from tests.e2e.calc.stand import Stand  # noqa: PLC0415 - UNO is not there where fast tests run

    with open_wire() as wire:
        stand = Stand(tmp_path_factory.mktemp("office"), server=wire.url)
        stand.sign_in("tester", "a-token")
        yield stand, wire
        stand.close()


@pytest.fixture
def calc_maker(wired_stand: tuple[Stand, Wire], tmp_path: Path) -> Iterator[CalcMaker]:
    """Open books in it, and close them again."""
    from tests.contracts.hosts.calc import CalcMaker  # noqa: PLC0415 - as above

    stand, wire = wired_stand
    yield CalcMaker(tmp_path, stand, wire)
    stand.tidy()
