"""The figures of all processes of a host as one: each keeps a copy in a folder, who is asked adds them up.

Files, not shared memory: a full disk then costs figures, never a process. What a process counted stays
counted when it ends, until the server starts anew.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric

from server.watch.figures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER_VARIABLE = "SHEETLINE_FIGURES"
KEPT_EVERY_SECONDS = 1.0
_SUFFIX = ".figures"


class Family(msgspec.Struct, array_like=True):
    """A figure as a process counted it: samples are (name, labels, value)."""

    name: str
    words: str
    kind: str
    samples: list[tuple[str, dict[str, str], float]]


_decode = msgspec.json.Decoder(list[Family]).decode


def gather_in(folder: Path) -> None:
    """Make this process and those it starts keep their figures in a folder, emptied of earlier ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"*{_SUFFIX}"):
        path.unlink(missing_ok=True)
    os.environ[FOLDER_VARIABLE] = str(folder)


def keep_figures() -> None:
    """Keep a copy of this process's figures where the others find it, from now on."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        threading.Thread(target=_keep, args=(_own_file(Path(folder)),), daemon=True).start()


def exposition(also: Iterable[Metric] = ()) -> bytes:
    """Return the figures of this host, and those given, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(_Added([*_summed([_own(), *_others()]), *also]))
    return generate_latest(registry)


class _Added:
    """A collector of what is there already."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _keep(path: Path) -> None:
    kept, pause = b"", threading.Event()
    while not pause.wait(KEPT_EVERY_SECONDS):
        content = msgspec.json.encode(_own())
        if content != kept:
            with suppress(OSError):  # a full disk: the next second tries again
                _write(path, content)
                kept = content


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _own_file(folder: Path) -> Path:
    return folder / f"{os.getpid()}{_SUFFIX}"


def _own() -> list[Family]:
    return [
        Family(
            metric.name,
            metric.documentation,
            metric.type,
            [(each.name, each.labels, each.value) for each in metric.samples],
        )
        for metric in REGISTRY.collect()
    ]


def _others() -> Iterator[list[Family]]:
    """Yield what the other processes counted, up to a second ago."""
    named = os.environ.get(FOLDER_VARIABLE)
    if not named:
        return
    for path in Path(named).glob(f"*{_SUFFIX}"):
        if path != _own_file(Path(named)):
            with suppress(OSError, msgspec.DecodeError):
                yield _decode(path.read_bytes())


def _summed(processes: Iterable[list[Family]]) -> list[Metric]:
    metrics: dict[str, Metric] = {}
    values: dict[tuple[str, str, tuple[tuple[str, str], ...]], float] = {}
    for family in (family for families in processes for family in families):
        metrics.setdefault(family.name, Metric(family.name, family.words, family.kind))
        for name, labels, value in family.samples:
            place: Any = (family.name, name, tuple(labels.items()))
            values[place] = values.get(place, 0.0) + value
    for (family_name, name, pairs), value in values.items():
        metrics[family_name].add_sample(name, dict(pairs), value)
    return list(metrics.values())
