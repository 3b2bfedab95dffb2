"""The figures each process counts: `host` adds up those of all processes, docs/operations.md explains."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
_BYTES = (1_000, 10_000, 100_000, 1_000_000, 5_000_000, 16_000_000, 48_000_000)
disable_created_metrics()  # type: ignore[no-untyped-call]  # twice the lines, and nobody looks at them


def _counter(name: str, words: str, *labels: str) -> Counter:
    return Counter(f"sheetline_{name}", words, labels, registry=REGISTRY)


def _histogram(name: str, words: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return Histogram(f"sheetline_{name}", words, labels, buckets=buckets, registry=REGISTRY)


BEGUN = _counter("requests_begun", "Requests begun, answered or not", "route")
REQUESTS = _counter("requests", "Requests answered", "route", "method", "status")
REQUEST_SECONDS = _histogram("request_seconds", "Seconds a request took", _SECONDS, "route")
REQUEST_BYTES = _histogram("request_bytes", "Bytes of the bodies of requests", _BYTES, "route")
SYNCS = _counter("syncs", "Requests to sync answered: push, rehearsal, pull", "view", "kind")
ROWS = _counter("rows", "Rows answered in pushes, repeated ones too, by outcome", "view", "outcome")
PROBLEMS = _counter("row_problems", "Problems that rows of pushes were answered with", "view", "code")
LOST_RACES = _counter("lost_races", "Transactions run again because another was faster")
GIVEN_UP = _counter("races_given_up", "Transactions that lost too often: answered with 503")
WRITE_WAIT = _histogram("write_wait_seconds", "Seconds a statement that locks waited and ran", _SECONDS)
IN_USE = _histogram(
    "connections_in_use", "Connections of a process in use as one was taken", (1, 2, 4, 6, 8, 10, 15, 20, 29)
)
JOBS = _counter("jobs", "Runs of periodic jobs: done, left to another worker, failed", "job", "result")
JOB_SECONDS = _histogram("job_seconds", "Seconds a job took", _SECONDS, "job")
