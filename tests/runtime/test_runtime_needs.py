"""Scopes and roles of a set of calls."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from calgen.runtime.needs import Needs
from calgen.runtime.operation import Operation


def operation(
    name: str, *, scopes: tuple[str, ...] = (), roles: tuple[str, ...] = ()
) -> Operation[None]:
    return Operation(
        id=name, method="GET", path="/", returns=None, scopes=scopes, roles=roles
    )


READ = operation("things.get", scopes=("READ",), roles=("team member",))
TEAM = operation("teams.things.get", scopes=("TEAM_READ",), roles=("team admin",))
ORG = operation("orgs.things.get", scopes=("ORG_READ",), roles=("org admin",))


@pytest.fixture
def needs() -> Iterator[Needs]:
    names = (
        "acme_needs",
        "acme_needs.operations",
        "acme_needs.operations.teams_things",
    )
    modules = [ModuleType(name) for name in names]
    modules[-1].GET = TEAM  # type: ignore[attr-defined]
    sys.modules.update(zip(names, modules, strict=True))
    yield Needs(
        "acme_needs",
        {"teams.things": "teams_things"},
        implies=(("ORG_(.+)", r"TEAM_\1"),),
        levels={
            "org": ("org owner", "org admin"),
            "team": ("team admin", "team member"),
        },
        passes={"team": ("org owner", "org admin")},
    )
    for name in names:
        del sys.modules[name]


def test_scopes_are_those_of_all_calls(needs: Needs) -> None:
    assert needs.scopes(READ, TEAM) == ("READ", "TEAM_READ")
    assert needs.scopes() == ()


def test_a_scope_that_another_holds_is_not_asked_for(needs: Needs) -> None:
    assert needs.scopes(READ, TEAM, ORG) == ("ORG_READ", "READ")


def test_the_higher_role_is_enough(needs: Needs) -> None:
    assert needs.roles(READ, TEAM) == ("team admin",)
    assert needs.roles(READ, TEAM, ORG) == ("org admin",)


def test_roles_nobody_ranks_are_all_needed(needs: Needs) -> None:
    other = operation("x.get", roles=("auditor",))
    assert needs.roles(other, TEAM) == ("auditor", "team admin")


def test_calls_by_name(needs: Needs) -> None:
    assert needs.scopes("teams.things.get") == ("TEAM_READ",)


@pytest.mark.parametrize("name", ["teams.things.list", "nope.get", "get", ""])
def test_a_name_that_is_no_call(needs: Needs, name: str) -> None:
    with pytest.raises(ValueError, match="there is no call"):
        needs.scopes(name)


def either(name: str, *choices: tuple[str, ...]) -> Operation[None]:
    named = tuple(dict.fromkeys(scope for each in choices for scope in each))
    return Operation(
        id=name,
        method="GET",
        path="/",
        returns=None,
        scopes=named,
        scope_choices=choices,
    )


def test_of_a_choice_that_is_taken_which_is_needed_anyway(needs: Needs) -> None:
    choice = either("a.get", ("OTHER",), ("READ",))
    assert needs.scopes(choice) == ("OTHER",)
    assert needs.scopes(choice, READ) == ("READ",)
    assert needs.scopes(READ, choice) == ("READ",)


def test_choices_together_take_the_fewest(needs: Needs) -> None:
    first = either("a.get", ("A",), ("C",))
    second = either("b.get", ("B",), ("C",))
    both = either("c.get", ("D", "E"), ("C",))
    assert needs.scopes(first, second) == ("C",)
    assert needs.scopes(both) == ("C",)
    assert needs.scopes(both, either("d.get", ("D",)), either("e.get", ("E",))) == (
        "D",
        "E",
    )


def test_a_choice_that_a_held_scope_implies_costs_nothing(needs: Needs) -> None:
    choice = either("a.get", ("A",), ("TEAM_READ",))
    assert needs.scopes(ORG, choice) == ("ORG_READ",)


def test_scopes_that_imply_each_other_leave_one() -> None:
    needs = Needs("acme", {}, implies=(("A", "B"), ("B", "A")))
    assert needs.scopes(either("x.get", ("A", "B"))) == ("B",)


def test_many_choices_end(needs: Needs) -> None:
    calls = [
        either(f"c{n}.get", *((f"S{n}_{i}",) for i in range(8)), ("ALL",))
        for n in range(40)
    ]
    assert needs.scopes(*calls) == ("ALL",)


def test_of_several_roles_of_one_call_any_is_enough(needs: Needs) -> None:
    several = operation("x.get", roles=("team admin", "org owner", "team member"))
    assert needs.roles(several) == ("team member",)
    assert needs.roles(several, TEAM) == ("team admin",)
    assert needs.roles(several, ORG) == ("org admin",)


def test_an_operation_without_choices_needs_all_its_scopes() -> None:
    assert operation("x.get", scopes=("A", "B")).scope_choices == (("A", "B"),)
    assert operation("x.get").scope_choices == ()
    assert operation("x.get").oauth is None
    assert operation("x.get", scopes=("A",)).oauth == "scope"
