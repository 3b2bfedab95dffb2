"""`python3 start.py bench`: a table of ratios, each measured in one run, and which goals are met."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import table
from tests.benchmarks.growth import FULL, QUICK
from tests.benchmarks.peers.tryton import NOTES
from tests.benchmarks.profiling import profile
from tests.benchmarks.sections import SECTIONS, Site, founded_on_both
from tests.load import command as load
from tests.postgres import DURABLE, running_server

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 15
PEERS = "peers"
LOAD = "--load"


def main(words: Sequence[str]) -> int:
    """Run what is asked for and return 1 when a goal is missed."""
    if LOAD in words:
        return load.main([word for word in words if word != LOAD])
    options = _parse(words)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = [f"shared_buffers={options.shared_buffers}"] if options.shared_buffers else []
        server = stack.enter_context(running_server(DURABLE, *settings))
        site = Site(folder, server, options.rounds, FULL if options.growth else QUICK)
        if options.profile:
            for name, engine in founded_on_both(site):
                print(*profile(name, engine), sep="\n")
            return 0
        return _measure(site, [*options.only, PEERS] if options.peers else options.only)


def _measure(site: Site, chosen: Sequence[str]) -> int:
    print(table.HEADING)
    shown = [each for name in chosen for each in table.show(SECTIONS[name](site))]
    if PEERS in chosen:
        shown += table.show(NOTES)
    rows = [each for each in shown if not isinstance(each, str)]
    print(f"→ {table.save(shown)}")
    print(table.verdict(rows))
    return int(any(not row.met for row in rows))


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    usual = [name for name in SECTIONS if name != PEERS]
    parser.add_argument(LOAD, action="store_true", help="many clerks at once instead: see --load --help")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="pairs measured of each comparison")
    parser.add_argument("--only", nargs="+", choices=usual, default=usual, help="these parts")
    parser.add_argument("--growth", action="store_true", help="a million lines: takes many minutes")
    parser.add_argument("--peers", action="store_true", help="Tryton 8 beside it; the first time installs it")
    parser.add_argument("--profile", action="store_true", help="only where a push spends its time")
    parser.add_argument("--shared-buffers", help="of PostgreSQL, such as 1GB; left out: its default")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
