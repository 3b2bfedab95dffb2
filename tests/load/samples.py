"""What a load run saw: one sample an action, and the table made of them."""

from __future__ import annotations

import math
import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PRESS, REFRESH, DIRECT = "press", "refresh", "direct push"
BIG_PRESS, BIG_DIRECT = "10,000-row press", "10,000-row request"
CROWD, BIG = (PRESS, REFRESH, DIRECT), (BIG_PRESS, BIG_DIRECT)
HEADING = f"{'what':<34} {'count':>6} {'errors':>6} {'p50 s':>7} {'p95 s':>7} {'max s':>7}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One action of one person: when it began (monotonic), how long it took, why it failed, row outcomes."""

    kind: str
    began: float
    seconds: float
    error: str = ""
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def ended(self) -> float:
        """When the answer was there."""
        return self.began + self.seconds


@dataclass(frozen=True, slots=True)
class Group:
    """Some samples of one kind, under a name for the table."""

    name: str
    samples: Sequence[Sample]

    def percentile(self, share: float) -> float:
        """Return the seconds that this share of the samples took at most; 0 without samples."""
        ordered = sorted(sample.seconds for sample in self.samples)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0

    @property
    def errors(self) -> list[str]:
        """Why samples failed."""
        return [sample.error for sample in self.samples if sample.error]

    def line(self) -> str:
        """Return the group as a line of the table."""
        figures = (self.percentile(0.5), self.percentile(0.95), self.percentile(1))
        told = " ".join(f"{figure:>7.2f}" for figure in figures)
        return f"{self.name:<34} {len(self.samples):>6} {len(self.errors):>6} {told}"


def overlapping(samples: Iterable[Sample], others: Sequence[Sample]) -> list[Sample]:
    """Return the samples that were under way while one of the others was."""
    return [
        sample
        for sample in samples
        if any(sample.began < other.ended and other.began < sample.ended for other in others)
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """A run, told: samples, and the cores that the server, this generator and the whole machine used."""

    title: str
    samples: Sequence[Sample]
    server_cores: float
    generator_cores: float
    machine_cores: float

    def of(self, kind: str) -> Group:
        """Return all samples of a kind."""
        return Group(kind, [sample for sample in self.samples if sample.kind == kind])

    def beside(self, kind: str, big: str) -> Group:
        """Return the samples of a kind that were under way during pushes of a big kind."""
        return Group(f"{kind} during {big}", overlapping(self.of(kind).samples, self.of(big).samples))

    def errors(self) -> list[str]:
        """Return why anything failed."""
        return [f"{sample.kind}: {sample.error}" for sample in self.samples if sample.error]

    def groups(self) -> Iterator[Group]:
        """Yield what the table shows: each kind, and the crowd beside each kind of big push."""
        found = [self.of(kind) for kind in (*CROWD, *BIG)]
        found += [self.beside(kind, big) for big in BIG for kind in CROWD]
        yield from (group for group in found if group.samples)

    def table(self) -> str:
        """Return the run as lines people read."""
        outcomes = Counter[str]()
        for sample in self.samples:
            outcomes.update(sample.outcomes)
        told = ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())
        busy = (
            f"cores: server {self.server_cores:.2f}, this generator {self.generator_cores:.2f}, "
            f"whole machine {self.machine_cores:.2f} of {os.cpu_count()}"
        )
        lines = [self.title, HEADING, *(group.line() for group in self.groups()), f"rows: {told}", busy]
        return "\n".join([*lines, *sorted(Counter(self.errors()))[:10]])
