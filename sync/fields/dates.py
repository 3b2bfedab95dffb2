"""Dates and times: strict canonical text, and tolerant reading of `11.30`, `11月30日`, `2026/11/3`."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from sync.fields.readings import BadValueError, Guess, Unparsed
from sync.fields.texts import code_text, half_width

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's serial has no zone
_FIRST_SERIALS = dt.datetime(1899, 12, 31)  # noqa: DTZ001  serials below 60, before the leap day that never was
_FIRST_YEAR = "1900-0"
_SERIALS = range(36526, 73051)  # 2000-01-01 to 2099-12-31
_DAYS_BACK = {"date": 90, "time": 300}
_SOON_DAYS = 120
_LEAP_DAY = (2, 29)
_MAX_LENGTH = 64

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|早上|中午)?\s?(?P<h>\d{1,2})(?:[:点时](?P<m>\d{1,2})?(?:[:分](?P<s>\d{1,2})(?:\.\d+)?)?)[分秒]?"
)
_FULL = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?", re.ASCII)
_EIGHT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{2})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_CHINESE = re.compile(
    r"(?:([〇零一二三四五六七八九]{4})年)?([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_AFTERNOON = {"下午", "晚上"}
_NOON = 12


@lru_cache(maxsize=4096)
def date_text(text: str) -> str | None:
    """Return an ISO date, `2026-11-30`; None for blank. Raises BadValueError for anything else."""
    if len(text) > _MAX_LENGTH:
        raise BadValueError(text[:_MAX_LENGTH])
    trimmed = half_width(text).strip()
    if not trimmed:
        return None
    found = _ISO_DATE.fullmatch(trimmed)
    if found is None or _date(int(found[1]), int(found[2]), int(found[3])) is None:
        raise BadValueError(text)
    return trimmed


@lru_cache(maxsize=4096)
def time_text(text: str) -> str | None:
    """Return a moment in UTC to the second, `2026-11-30T01:12:00Z`; None for blank.

    Raises BadValueError for anything but an ISO time with offset: a time without one is nobody's time.
    """
    if len(text) > _MAX_LENGTH:
        raise BadValueError(text[:_MAX_LENGTH])
    trimmed = half_width(text).strip()
    if not trimmed:
        return None
    try:
        return _utc(dt.datetime.fromisoformat(trimmed))
    except (ValueError, OverflowError) as error:
        raise BadValueError(text) from error


def _utc(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise BadValueError(moment.isoformat())
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    if not _sensible(utc):
        raise BadValueError(moment.isoformat())
    return utc.isoformat(timespec="seconds") + "Z"


def _sensible(day: dt.date) -> bool:
    return 1900 <= day.year < 2200  # noqa: PLR2004  what a sheet can hold and an order can mean


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        made = dt.date(year, month, day)
    except ValueError:
        return None
    return made if _sensible(made) else None


def typed_date(cell: str | float, *, today: dt.date) -> str | None:
    """Return an ISO date from a cell: text as people write it, a serial, or a real date as ISO text.

    `Guess` when the year was left out (or a number such as 11.3 may be the 3rd or the 30th), `Unparsed` when
    it cannot be read without inventing something.
    """
    days = _dates_of(_number_of_disguise(cell), today, "date")
    if days is None:
        return None
    if not days:
        return Unparsed(str(cell).strip())
    texts = [day.isoformat() for day in days]
    return texts[0] if len(texts) == 1 else Guess(texts[0], tuple(texts[1:]))


def _number_of_disguise(cell: str | float) -> str | float:
    """Return the number behind a day of 1900: `11.30` typed into a date cell becomes 1900-01-11 07:12."""
    if not isinstance(cell, str) or not cell.startswith(_FIRST_YEAR):
        return cell
    try:
        since = dt.datetime.fromisoformat(cell) - _FIRST_SERIALS
    except ValueError:
        return cell
    return round(since / dt.timedelta(days=1), 4)


def typed_time(cell: str | float, *, today: dt.date) -> str | None:
    """Return a moment in UTC from a cell; without zone it is Asia/Shanghai, a date alone is its midnight."""
    if isinstance(cell, str):
        try:
            return time_text(cell)
        except BadValueError:
            return _typed_time(cell, today)
    if not _countable(cell):
        return Unparsed(str(cell))
    seconds = round(cell % 1 * 86400)
    return _moments(cell, _dates_of_number(int(cell), today, "time"), dt.timedelta(seconds=seconds))


def _typed_time(cell: str, today: dt.date) -> str | None:
    typed = code_text(cell) or ""
    found = re.search(_TIME.pattern + r"$", typed)
    clock = _clock(found) if found else dt.timedelta()
    day = typed[: found.start()].rstrip(" T") if found else typed
    if clock is None:
        return Unparsed(cell.strip())
    return _moments(cell, _dates_of(day, today, "time") or (), clock)


def _clock(found: re.Match[str]) -> dt.timedelta | None:
    hour, minute, second = (int(found[part] or 0) for part in "hms")
    if found["half"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004  a clock
        return None
    return dt.timedelta(hours=hour, minutes=minute, seconds=second)


def _moments(cell: str | float, days: tuple[dt.date, ...], clock: dt.timedelta) -> str:
    midnight = dt.time(tzinfo=SHANGHAI)
    texts = [_utc(dt.datetime.combine(day, midnight) + clock) for day in days]
    if not texts:
        return Unparsed(str(cell).strip())
    return texts[0] if len(texts) == 1 else Guess(texts[0], tuple(texts[1:]))


def _dates_of(cell: str | float, today: dt.date, use: str) -> tuple[dt.date, ...] | None:
    """Return the dates a cell may mean, likeliest first; empty when it means none, None for blank."""
    if not isinstance(cell, str):
        return _dates_of_number(cell, today, use) if _countable(cell) else ()
    typed = code_text(cell)
    if typed is None:
        return None
    return _dates_of_text(typed, today, use)


@lru_cache(maxsize=4096)
def _dates_of_text(typed: str, today: dt.date, use: str) -> tuple[dt.date, ...]:
    typed = _without_midnight(typed)
    if found := _FULL.fullmatch(typed) or _EIGHT.fullmatch(typed):
        return _one(_date(int(found[1]), int(found[2]), int(found[3])))
    if found := _SHORT_YEAR.fullmatch(typed):
        near = _date(2000 + int(found[1]), int(found[2]), int(found[3]))
        return _one(near) if near and abs(near.year - today.year) <= 10 else ()  # noqa: PLR2004  years around now
    if found := _DAY_FIRST.fullmatch(typed):
        return _day_first(int(found[3]), int(found[1]), int(found[2]))
    if found := _NO_YEAR.fullmatch(typed):
        return _nearest(int(found[1]), int(found[2]), today, use)
    if found := _CHINESE.fullmatch(typed):
        return _chinese(found, today, use)
    return ()


def _without_midnight(typed: str) -> str:
    """Drop a time behind a date: `2026-11-30 00:00:00` in a date column is that day."""
    return re.sub(r"(?<=[\d日号])[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", typed)


def _one(day: dt.date | None) -> tuple[dt.date, ...]:
    return () if day is None else (day,)


def _day_first(year: int, first: int, second: int) -> tuple[dt.date, ...]:
    """Read `30/11/2026` and `11/30/2026`; `3/4/2026` may be either and is neither."""
    readings = {_date(year, first, second), _date(year, second, first)} - {None}
    return _one(readings.pop()) if len(readings) == 1 else ()


def _nearest(month: int, day: int, today: dt.date, use: str) -> tuple[dt.date, ...]:
    """Return the day in the year that begins some days before today, then the same day of other years.

    The 29th of February is looked for so far around that there is always another: 2100 has none.
    """
    earliest = today - dt.timedelta(days=_DAYS_BACK[use])
    back, on = (4, 8) if (month, day) == _LEAP_DAY else (2, 4)
    years = range(today.year - back, today.year + on + 1)
    days = [made for year in years if (made := _date(year, month, day))]
    first = next((made for made in days if made >= earliest), None)
    return () if first is None else (first, *(made for made in days if made != first))


def _chinese(found: re.Match[str], today: dt.date, use: str) -> tuple[dt.date, ...]:
    month, day = _chinese_number(found[2]), _chinese_number(found[3])
    if found[1] is None:
        return _nearest(month, day, today, use)
    year = int("".join(str(_CHINESE_DIGITS[sign]) for sign in found[1]))
    return _one(_date(year, month, day))


def _chinese_number(text: str) -> int:
    """Read 一 to 三十一; 0 for what is none of them."""
    tens, ten, units = text.rpartition("十")
    high = _CHINESE_DIGITS.get(tens or "一", 0) if ten else 0
    return high * 10 + _CHINESE_DIGITS.get(units, 0)


def _countable(cell: float) -> bool:
    return 0 <= cell < 1e9  # noqa: PLR2004  eight digits and less may be a date


def _dates_of_number(cell: float, today: dt.date, use: str) -> tuple[dt.date, ...]:
    """Read a number cell: a serial, eight digits, or what became of a typed `11.30`."""
    if int(cell) in _SERIALS:
        return (_EPOCH.date() + dt.timedelta(days=int(cell)),)
    if cell != int(cell):
        return _dates_of_lost_zero(f"{cell:.10g}", today, use)
    return _dates_of_text(str(int(cell)), today, use)


def _dates_of_lost_zero(text: str, today: dt.date, use: str) -> tuple[dt.date, ...]:
    """Read 11.3, typed as 11.3 or 11.30: the one soon to come (of an order time: just past), else none."""
    month, _, day = text.partition(".")
    readings = [_dates_of_text(f"{month}.{written}", today, use) for written in (day, day + "0")]
    found = [days for days in readings if days]
    if len(found) > 1:
        sign = 1 if use == "date" else -1
        near = [days for days in found if 0 <= sign * (days[0] - today).days <= _SOON_DAYS]
        if len(near) != 1:
            return ()
        found = near + [days for days in found if days is not near[0]]
    return tuple(day for days in found for day in days)


def date_cell(text: str) -> str:
    """Return a canonical date as cell text (the host makes it a real date)."""
    return text


def time_cell(text: str) -> str:
    """Return a canonical moment as local ISO text without zone, `2026-11-30T09:12:00`."""
    moment = dt.datetime.fromisoformat(text).astimezone(SHANGHAI)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")
