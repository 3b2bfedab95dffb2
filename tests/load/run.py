"""A run: everybody acts at an own pace for some minutes, and every so often somebody pushes 10,000 rows."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.load.orders import Desk
from tests.load.people import Presser, Program, Refresher, big_pushes, connection, with_rows
from tests.load.samples import BIG, Report, Sample
from tests.load.site import busy_seconds, cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.load.people import Person
    from tests.load.site import Site

PREPARED_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Crew:
    """How many do what, how often, on how large a sheet, for how long; a big push begins every so often."""

    pressing: int
    refreshing: int
    direct: int
    seconds: float
    pace_seconds: float = 20.0
    sheet_rows: int = 300
    new_rows: int = 20
    changed_rows: int = 10
    big_rows: int = 10_000
    big_every_seconds: float = 60.0

    @property
    def people(self) -> int:
        """How many need a token: two of them push much."""
        return self.pressing + self.refreshing + self.direct + 2

    def lasting(self, seconds: float) -> Crew:
        """Return the same crew for another time."""
        return replace(self, seconds=seconds)


@dataclass
class Crowd:
    """The people of a crew, ready to begin."""

    site: Site
    crew: Crew
    seed: int = 1
    pressers: list[Presser] = field(default_factory=list)
    refreshers: list[Presser] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    bigs: list[Presser | Program] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    def prepare(self) -> None:
        """Give everybody a book of rows that the server knows."""
        crew, tokens = self.crew, iter(self.site.tokens)
        edits = crew.new_rows, crew.changed_rows
        for number in range(crew.people - 2):
            server = connection(self.site.url, next(tokens))
            desk = Desk(f"D{number}", random.Random(f"{self.seed} {number}"))
            if number < crew.pressing:
                self.pressers.append(Presser(server, desk, *edits))
            elif number < crew.pressing + crew.refreshing:
                self.refreshers.append(Refresher(server, desk, *edits))
            else:
                self.programs.append(Program(server, desk, *edits))
        with ThreadPoolExecutor(PREPARED_AT_ONCE) as pool:
            list(pool.map(lambda one: with_rows(one, crew.sheet_rows), self.pressers + self.refreshers))

    def accepted(self) -> dict[str, int]:
        """Return the quantity, by remark, of every row the server accepted from anybody."""
        found: dict[str, int] = {}
        for person in [*self.pressers, *self.refreshers, *self.programs, *self.bigs]:
            found |= person.accepted()
        return found

    def run(self, title: str) -> Report:
        """Let everybody act until the time is over, and report."""
        ends = time.monotonic() + self.crew.seconds
        everybody: Iterable[Person] = [*self.pressers, *self.refreshers, *self.programs]
        threads = [threading.Thread(target=self._keep_on, args=(one, ends)) for one in everybody]
        threads.append(threading.Thread(target=self._push_much, args=(ends,)))
        before, began = self._spent(), time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lasted = time.monotonic() - began
        used = [(late - early) / lasted for early, late in zip(before, self._spent(), strict=True)]
        return Report(title, self.samples, *used)

    def _spent(self) -> tuple[float, float, float]:
        """Return the processor seconds spent so far: by the server, here, and by the whole machine."""
        return cpu_seconds(self.site.served.process.pid), time.process_time(), busy_seconds()

    def _keep_on(self, person: Person, ends: float) -> None:
        due = time.monotonic() + random.uniform(0, self.crew.pace_seconds)
        while due < ends:
            time.sleep(max(0.0, due - time.monotonic()))
            self.samples.append(person.act())
            due = max(due + self.crew.pace_seconds, time.monotonic())

    def _push_much(self, ends: float) -> None:
        crew, number = self.crew, 0
        server = connection(self.site.url, self.site.tokens[-1])
        due = time.monotonic() + crew.big_every_seconds / 2
        while crew.big_rows and (due < ends or number < len(BIG)):  # each kind once, however slow
            time.sleep(max(0.0, due - time.monotonic()))
            desks = Desk(f"B{number}", random.Random(number)), Desk(f"R{number}", random.Random(-number))
            self.bigs.append(big_pushes(server, desks, rows=crew.big_rows)[number % 2])
            self.samples.append(self.bigs[-1].act())
            number += 1
            due = max(due + crew.big_every_seconds, time.monotonic())
