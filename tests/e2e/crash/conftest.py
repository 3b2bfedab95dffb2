"""A site whose processes can be killed, once on each database."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.crash.site import Site, Zygote, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def zygotes() -> Iterator[tuple[Zygote, Zygote]]:
    """Start the processes that fork servers and presses."""
    both = Zygote(), Zygote()
    yield both
    for zygote in both:
        zygote.end()


@pytest.fixture
def desk() -> Iterator[Path]:
    """Make a folder that another user can reach, unlike those pytest makes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o777)
        yield folder


@pytest.fixture
def site(database_url: str, tmp_path: Path, zygotes: tuple[Zygote, Zygote]) -> Iterator[Site]:
    """Open a small factory."""
    server, client = zygotes
    with open_site(database_url, tmp_path, server=server, client=client) as opened:
        yield opened
