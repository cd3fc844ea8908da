"""Names that calls had before: which of them still stand.

The newest version of a route has the plain name, and an older one stands in a namespace.
So the name of a newest version passes to the one that comes after it; a name that stands
for anything else stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from calgen.callnames.legal import Dotted, legal
from calgen.naming import words
from calgen.record import record


@record
class Held:
    """What is known of a call: its version, whether it is an older one, the name that
    it had, and the route that its versions share."""

    route: str
    version: str
    older: bool
    name: str | None


@record(kw_only=False)
class Let:
    """A name that a call cannot keep, and why. `by_hand`: a name given by hand took it."""

    index: int
    name: str
    why: str
    by_hand: bool


def space_of(version: str | None) -> Dotted:
    """`2024-08-13` is `v2024_08_13`."""
    if not version:
        return ()
    said = "_".join(words(version)) or "empty"
    return (said if said[0] == "v" and said[1:2].isdigit() else f"v{said}",)


def kept(
    calls: Sequence[Held],
    plain: Mapping[str, str],
    pins: Mapping[int, str],
) -> tuple[dict[int, Dotted], list[Let]]:
    """The names that stand, by index, and those that cannot.

    `plain` has the name of the newest version of each route as it was, also where that
    version is gone. `pins` are names given by hand, which stand before all others.
    """
    taken, by_hand = _Taken(), _Taken()
    for index, pin in pins.items():
        space = space_of(calls[index].version if calls[index].older else "")
        by_hand.add((*space, *pin.split(".")), "`rename`")
    found: dict[int, Dotted] = {}
    let: list[Let] = []
    for index, name in _claims(calls, plain, pins):
        try:
            parts = legal(name)
        except ValueError as error:
            let.append(Let(index, name, str(error), False))
            continue
        for names in (by_hand, taken):
            if why := names.in_the_way(parts):
                let.append(Let(index, name, why, names is by_hand))
                break
        else:
            found[index] = parts
            taken.add(parts, calls[index].route)
    return found, let


def _claims(
    calls: Sequence[Held], plain: Mapping[str, str], pins: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """(index, name): what calls had, then what passes to the next version."""
    named = {each.route for each in calls if not each.older and each.name is not None}
    passing = {
        each.route: index
        for index, each in enumerate(calls)
        if not each.older and each.route in plain and each.route not in named
    }
    later: list[tuple[int, str]] = []
    order = sorted(
        range(len(calls)), key=lambda at: (calls[at].route, calls[at].version)
    )
    for index in order:
        each = calls[index]
        if index in pins or each.name is None:
            continue
        space = space_of(each.version)
        if each.older and each.route in passing and each.name == plain[each.route]:
            later.append((index, ".".join((*space, each.name))))
        else:
            yield index, each.name
    for route, index in sorted(passing.items()):
        if index not in pins:
            yield index, plain[route]
    yield from later


class _Taken:
    """Names that stand, and by whom."""

    def __init__(self) -> None:
        self._names: dict[Dotted, str] = {}
        self._resources: set[Dotted] = set()

    def add(self, name: Dotted, by: str) -> None:
        self._names.setdefault(name, by)
        self._resources.update(name[:at] for at in range(1, len(name)))

    def in_the_way(self, name: Dotted) -> str:
        """What keeps a name from standing; '' for nothing."""
        if name in self._names:
            return f"{self._names[name]} has it"
        if name in self._resources:
            return "it is a resource now"
        for at in range(2, len(name)):
            if name[:at] in self._names:
                return f"{'.'.join(name[:at])} is a call now"
        return ""
