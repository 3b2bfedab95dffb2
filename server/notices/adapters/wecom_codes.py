"""What the error codes of 企业微信 mean for a try (developer.work.weixin.qq.com, global error codes)."""

from __future__ import annotations

from server.notices.rules.outcomes import Fate, Outcome

STALE_TOKEN = frozenset({40014, 42001})
"""Documented as invalid and as expired; tokens that ran out are answered with either."""
MINUTE_SECONDS = 65
_FATES = {
    Fate.FAILED: {-1},  # system busy
    Fate.BUSY: {45009, 45033},  # calls a minute, calls at once
    # Secret, corp, agent, address of the caller, application switched off, token not sent:
    # nothing goes until a person has set it right.
    Fate.STOPPED: {40001, 40091, 40013, 40056, 60020, 50003, 41001, 93000},
    # Receivers, rights over them, content: this will never go this way.
    Fate.REFUSED: {60011, 81013, 82001, 301002, 40058, 40035, 40008, 44004, 45002},
}
FATE_BY_CODE = {code: fate for fate, codes in _FATES.items() for code in codes}


def outcome_of(code: int, text: str) -> Outcome:
    """Return what an error code other than 0 means; unknown ones may go away by themselves."""
    fate = FATE_BY_CODE.get(code, Fate.FAILED)
    wait = MINUTE_SECONDS if fate is Fate.BUSY else 0
    return Outcome(fate=fate, detail=f"企业微信 {code} {text[:80]}".strip(), wait_seconds=wait)
