"""One factory on several machines for the tests of this folder; each leaves it as it found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.machines.site import Site, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run the factory."""
    with pytest.MonkeyPatch.context() as patch, open_site(tmp_path_factory.mktemp("machines")) as site:
        patch.setenv("SSL_CERT_FILE", site.environment["SSL_CERT_FILE"])
        yield site


@pytest.fixture
def site(running_site: Site) -> Site:
    """Return the factory with everything plugged in and both servers in use."""
    for name in ("one", "two"):
        for switch in ("front", "back"):
            running_site.net.mend(running_site.machines[name], switch)
        if not running_site.machines[name].started:
            running_site.serve(name)
    running_site.wait(lambda: set(running_site.balancer.states().values()) == {"UP"})
    return running_site
