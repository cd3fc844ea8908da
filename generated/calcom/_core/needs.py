"""What a set of calls needs: scopes to ask a user for, roles to give a service account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from .operation import Operation


class Needs:
    """The access facts of a client's calls, and how scopes and roles hold one another.

    `package` is the client's import name. `modules` leads from a resource
    (`orgs.teams`) to its module in `operations`. `implies` are pairs of a pattern of a
    whole scope and the scope it holds (`\\1` is a group). `levels` list roles, the
    highest first; `passes` name, per level, roles of other levels that pass its checks.
    """

    __slots__ = ("_implies", "_levels", "_modules", "_package", "_passes")

    def __init__(
        self,
        package: str,
        modules: Mapping[str, str],
        *,
        implies: Sequence[tuple[str, str]] = (),
        levels: Mapping[str, Sequence[str]] | None = None,
        passes: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._package = package
        self._modules = modules
        self._implies = implies
        self._levels = levels or {}
        self._passes = passes or {}

    def scopes(self, *calls: Operation[Any] | str) -> tuple[str, ...]:
        """The fewest scopes that all the calls need, sorted.

        A call is named as it is written (`"bookings.list"`), or given as its operation.
        Raises ValueError for a name that is no call.
        """
        needed = {scope for each in self._found(calls) for scope in each.scopes}
        held = {low for scope in needed for low in self._held(scope) if low != scope}
        return tuple(sorted(needed - held))

    def roles(self, *calls: Operation[Any] | str) -> tuple[str, ...]:
        """The fewest roles that pass the checks of all the calls, sorted."""
        needed = {role for each in self._found(calls) for role in each.roles}
        return tuple(
            sorted(
                role
                for role in needed
                if not any(self._covers(other, role) for other in needed - {role})
            )
        )

    def _found(self, calls: Iterable[Operation[Any] | str]) -> list[Operation[Any]]:
        return [self._named(c) if isinstance(c, str) else c for c in calls]

    def _named(self, dotted: str) -> Operation[Any]:
        resource, _, verb = dotted.rpartition(".")
        module = self._modules.get(resource)
        if module is not None:
            operations = import_module(f"{self._package}.operations.{module}")
            found = getattr(operations, verb.strip("_").upper(), None)
            if found is not None and found.id == dotted:
                return cast("Operation[Any]", found)
        raise ValueError(f"there is no call {dotted!r}")

    def _held(self, scope: str) -> set[str]:
        """Every scope that a scope implies, however far."""
        held: set[str] = set()
        waiting = [scope]
        while waiting:
            here = waiting.pop()
            for pattern, low in self._implies:
                match = re.fullmatch(pattern, here)
                if match is not None and (found := match.expand(low)) not in held:
                    held.add(found)
                    waiting.append(found)
        return held

    def _covers(self, role: str, other: str) -> bool:
        """Whether whoever has `role` passes a check of `other`."""
        for level, roles in self._levels.items():
            if other in roles:
                if role in roles:
                    return roles.index(role) < roles.index(other)
                return role in self._passes.get(level, ())
        return False
