"""When something may be sent: not in quiet hours, and after a failure later each time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=1)
MOST_TRIES = 8


@dataclass(frozen=True, slots=True)
class Quiet:
    """The stretch of the day (local times, may pass midnight) in which nobody is disturbed."""

    start: dt.time
    end: dt.time
    urgent_breaks: bool = False

    def covers(self, moment: dt.datetime) -> bool:
        """Tell whether a moment lies in the stretch: its start does, its end does not."""
        time = moment.astimezone(SHANGHAI).time()
        if self.start < self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end

    def after(self, moment: dt.datetime, *, urgent: bool) -> dt.datetime:
        """Return the first moment from this one on in which something may be sent."""
        if (urgent and self.urgent_breaks) or not self.covers(moment):
            return moment
        local = moment.astimezone(SHANGHAI)
        end = dt.datetime.combine(local.date(), self.end, SHANGHAI)
        if end <= local:
            end = dt.datetime.combine(local.date() + dt.timedelta(days=1), self.end, SHANGHAI)
        return end.astimezone(dt.UTC)


def pause_after(tries: int) -> dt.timedelta:
    """Return how long to wait after so many failed tries (1 and more): doubled up to an hour."""
    doublings: int = min(tries - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
