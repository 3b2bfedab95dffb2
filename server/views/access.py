"""Which views there are, and what somebody may do with one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from server.errors import ForbiddenError, NotFoundError
from server.views.columns import Columns, columns_of
from server.views.own import Owning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.views.contract import Actor, Policy, Rights, View
    from server.views.telling import Teller


class UnknownViewError(NotFoundError):
    """No view has this name."""

    title = "没有这张表"


class NoReadingError(ForbiddenError):
    """The role may not see the view."""

    title = "您的角色不能查看这张表"


class NoWritingError(ForbiddenError):
    """The role may see the view but not change it."""

    title = "您的角色不能修改这张表"


@dataclass(frozen=True, slots=True)
class Access:
    """A view as one actor may use it."""

    name: str
    view: View
    actor: Actor
    rights: Rights
    columns: Columns

    def demand_writing(self) -> None:
        """Raise NoWritingError unless the actor may write."""
        if not self.rights.write:
            raise NoWritingError


@dataclass(frozen=True, slots=True)
class Registry:
    """All views by name, the policy over them, and what features add to the story of a view's rows."""

    views: Mapping[str, View]
    policy: Policy
    tellers: Mapping[str, Sequence[Teller]] = field(default_factory=dict)

    def open(self, name: str, actor: Actor) -> Access:
        """Return the view as the actor may use it; raises UnknownViewError, NoReadingError."""
        view = self.views.get(name)
        if view is None:
            raise UnknownViewError
        rights = self.policy(actor, name)
        if not rights.read:
            raise NoReadingError
        columns = replace(columns_of(view.spec, rights), owning=isinstance(view, Owning))
        return Access(name, view, actor, rights, columns)

    def open_all(self, actor: Actor) -> list[Access]:
        """Return the views that the actor may read, in the order they are listed."""
        return [self.open(name, actor) for name in self.views if self.policy(actor, name).read]
