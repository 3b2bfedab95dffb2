"""Who may decide a step: holders of its role, the assignee, deputies, superiors; never who entered it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.approvals.rules.records import ADMIN, MANAGER
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from server.approvals.rules.records import Person, Step


class Staff:
    """Active people of the house by sign-in name, and who holds which role; today decides about deputies."""

    def __init__(self, people: Iterable[Person], *, now: dt.datetime) -> None:
        """Take the people as they are now."""
        self.now, self.today = now, now.astimezone(SHANGHAI).date()
        self.by_name: Mapping[str, Person] = {person.name: person for person in people}
        self.by_role: dict[str, list[str]] = {}
        for person in self.by_name.values():
            self.by_role.setdefault(person.role, []).append(person.name)

    def named(self, name: str | None) -> str:
        """Return how somebody is called, who may have left."""
        person = self.by_name.get(name or "")
        return (person.shown if person else None) or name or "系统"

    def responsible(self, step: Step, *, author: str) -> list[str]:
        """Return whom a step waits for (deputies apart): the assignee, else the holders of its role.

        Who entered the order is left out for the superior, without one for managers; so is a role that
        nobody holds.
        """
        holders = [step.assignee] if step.assignee in self.by_name else self.by_role.get(step.role, [])
        found = [name for name in holders if name and name != author]
        if not found or author in holders:
            found += self._above(author if author in holders else None, author=author)
        return list(dict.fromkeys(found))

    def waiting_for(self, step: Step, *, author: str) -> list[str]:
        """Return everybody a step waits for, deputies among them."""
        responsible = self.responsible(step, author=author)
        named = (self.by_name[name].stands_in(self.today) for name in responsible)
        deputies = [name for name in named if name and name in self.by_name and name != author]
        return list(dict.fromkeys([*responsible, *deputies]))

    def superiors(self, step: Step, *, author: str) -> list[str]:
        """Return those above whom a step waits for: they may decide once it is overdue."""
        responsible = self.responsible(step, author=author)
        found = [name for one in responsible for name in self._above(one, author=author)]
        return [name for name in dict.fromkeys(found) if name not in responsible]

    def may_decide(self, step: Step, name: str, *, author: str) -> bool:
        """Tell whether somebody may decide a step now."""
        if name == author or name not in self.by_name:
            return False
        if name in self.waiting_for(step, author=author):
            return True
        overdue = step.due_at is not None and step.due_at <= self.now
        return overdue and name in self.superiors(step, author=author)

    def acts_for(self, step: Step, name: str, *, author: str) -> str | None:
        """Return for whom somebody decides as a deputy; None in the own name."""
        responsible = self.responsible(step, author=author)
        if name in responsible:
            return None
        return next((one for one in responsible if self.by_name[one].stands_in(self.today) == name), None)

    def _above(self, name: str | None, *, author: str) -> list[str]:
        person = self.by_name.get(name or "")
        superior = person.superior if person else None
        if superior in self.by_name and superior != author:
            return [superior] if superior else []
        for role in (MANAGER, ADMIN):  # an order nobody could decide about would wait for ever
            found = [each for each in self.by_role.get(role, []) if each not in {author, name}]
            if found:
                return found
        return []
