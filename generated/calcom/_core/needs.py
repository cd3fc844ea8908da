"""What a set of calls needs: scopes to ask a user for, roles to give a service account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from .scopes import held_by

if TYPE_CHECKING:
    from .operation import Operation


class Needs:
    """The access facts of a client's calls, and how scopes and roles hold one another.

    `package` is the client's import name. `modules` leads from a resource
    (`orgs.teams`) to its module in `operations`. `implies` are pairs of a pattern of a
    whole scope and the scope it holds (`\\1` is a group). `levels` list roles, the
    highest first; `passes` name, per level, roles of other levels that pass its checks.
    """

    __slots__ = ("_implies", "_known", "_levels", "_modules", "_package", "_passes")

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
        self._known: dict[str, set[str]] = {}
        self._levels = levels or {}
        self._passes = passes or {}

    def scopes(self, *calls: Operation[Any] | str) -> tuple[str, ...]:
        """The fewest scopes that all the calls need, sorted.

        Where a call takes one scope or another, that is chosen which leaves fewer. A
        call is named as it is written (`"bookings.list"`), or given as its operation.
        Raises ValueError for a name that is no call.
        """
        choices = [each.scope_choices for each in self._found(calls)]
        return _fewest(choices, self._without_held, lambda scope: (0, scope))

    def roles(self, *calls: Operation[Any] | str) -> tuple[str, ...]:
        """The fewest roles that pass the checks of all the calls, sorted.

        Of several roles that a call names, any one is enough; that is chosen which
        leaves fewer, then the lowest.
        """
        found = self._found(calls)
        choices = [tuple((role,) for role in each.roles) for each in found]
        return _fewest(choices, self._without_covered, self._rank)

    def operation(self, dotted: str) -> Operation[Any]:
        """The call of a name; raises ValueError for a name that is no call."""
        return self._named(dotted)

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

    def _without_held(self, scopes: frozenset[str]) -> frozenset[str]:
        return _lean(scopes, lambda scope, other: other in self._held(scope))

    def _without_covered(self, roles: frozenset[str]) -> frozenset[str]:
        return _lean(roles, self._covers)

    def _rank(self, role: str) -> tuple[int, str]:
        """The lowest role first: the one that passes the checks of the fewest others."""
        known = (other for roles in self._levels.values() for other in roles)
        return sum(self._covers(role, other) for other in known), role

    def _held(self, scope: str) -> set[str]:
        if scope not in self._known:
            self._known[scope] = held_by(scope, self._implies)
        return self._known[scope]

    def _covers(self, role: str, other: str) -> bool:
        """Whether whoever has `role` passes a check of `other`."""
        for level, roles in self._levels.items():
            if other in roles:
                if role in roles:
                    return roles.index(role) < roles.index(other)
                return role in self._passes.get(level, ())
        return False


_Choices: TypeAlias = tuple[tuple[str, ...], ...]
# How many sets are followed up: stated choices are few, and this bounds hostile ones.
_WIDTH: Final = 256


def _fewest(
    needs: Iterable[_Choices],
    lean: Callable[[frozenset[str]], frozenset[str]],
    rank: Callable[[str], tuple[int, str]],
) -> tuple[str, ...]:
    """The smallest set that holds one choice of every need, sorted; the first by rank
    among equals. `lean` leaves out of a set what the rest of it implies."""

    def order(names: frozenset[str]) -> tuple[int, list[tuple[int, str]]]:
        return len(names), sorted(map(rank, names))

    sets = [frozenset[str]()]
    # Those without a choice come first: they decide many of the others.
    for choices in sorted({each for each in needs if each}, key=lambda c: (len(c), c)):
        grown = {lean(held.union(one)) for held in sets for one in choices}
        sets = sorted(grown, key=order)[:_WIDTH]
    return tuple(sorted(sets[0]))


def _lean(names: frozenset[str], holds: Callable[[str, str], bool]) -> frozenset[str]:
    """The names that no other of them holds; of two that hold each other, one stays."""
    kept = set(names)
    for name in sorted(names):
        if any(holds(other, name) for other in sorted(kept) if other != name):
            kept.discard(name)
    return frozenset(kept)
