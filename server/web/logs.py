"""Logs: JSON lines on standard error, for people and machines alike, without what errors say.

The words of an error may hold what somebody typed: a customer, a password, the parameters of a statement.
What kind of error it was and where it was raised is enough to find it.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict

ROOT = Path(__file__).resolve().parents[2]
MOST_FRAMES = 25
log = structlog.get_logger("sheetline.log")


def log_as_json() -> None:
    """Make every log of the process, the libraries' warnings included, a JSON line on standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    line = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    threading.excepthook = lambda failed: log.error("a thread ended", exc_info=failed.exc_value)


def without_words(_logger: Any, _name: str, line: EventDict) -> EventDict:
    """Put in place of an exception what it was and where it was raised."""
    given = line.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["error"] = [_kind(each) for each in _chain(error)]
        line["raised"] = _places(error)
    return line


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it; the original of a database's error is among them."""
    found: BaseException | None = error
    seen: set[int] = set()
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _kind(error: BaseException) -> str:
    """Return the type of an error, with what a database adds that names no value: state and constraint."""
    diagnosis = getattr(error, "diag", None)
    words = (
        type(error).__name__,
        getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None),
        getattr(diagnosis, "table_name", None),
        getattr(diagnosis, "constraint_name", None),
    )
    return " ".join(str(word) for word in words if word)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
