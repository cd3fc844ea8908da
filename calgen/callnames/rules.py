"""What a call name is made from: the call itself and the rules of a profile."""

from __future__ import annotations

from calgen.record import record


@record
class NameRules:
    """Policy for names; every field is data of a profile.

    Segments are written as in the path, without their slashes. Where a field speaks of
    a noun, it is the segment in snake_case.
    """

    drop_prefixes: tuple[str, ...] = ()
    """Path prefixes that say nothing (`/v2`); the longest that fits is dropped. Leading
    `api`, `rest` and version segments are dropped anyway."""

    segments: tuple[tuple[str, str], ...] = ()
    """Other words for a segment (`organizations`, `orgs`). A key `parent/segment` asks
    for the literal segment before it as well; an empty value drops the segment."""

    tails: tuple[tuple[str, str], ...] = ()
    """Names for the end of a route: (`DELETE permissions/{}`, `permissions.remove`);
    `{}` stands for any parameter, the longest tail wins, and the segments before it
    become nouns by rule. Segments that `segments` drops are not there."""

    verbs: tuple[tuple[str, str], ...] = ()
    """Other verbs for a kind of call: (`PUT item`, `update`). Kinds are `item` (ends in
    a parameter), `collection` and `single` (end in a plural or singular noun)."""

    actions: tuple[str, ...] = ()
    """Further segments that are methods rather than resources (`approve`)."""

    collections: tuple[str, ...] = ()
    """Nouns that hold many although they look singular (`media`)."""

    singles: tuple[str, ...] = ()
    """Nouns that are one thing although they look plural (`settings`)."""

    dependents: tuple[str, ...] = ()
    """Collections that belong to the items of another one: beside the items themselves
    (`/issues/comments`) they are listed for all of them, by `list_all`."""

    tags_name_resources: bool = False
    """Tags name every resource, so what lies below an item and is named by no tag is a
    method of that item (`bookings.list_recordings`)."""


@record
class Call:
    """One operation, as far as its name depends on it."""

    method: str
    path: str
    tag: str | None
    lists: bool | None
    """Whether the success answer is an array or a page; None where nobody knows."""
    operation_id: str = ""
    """Used only where names collide."""
    version: str | None = None
    """Set on an older version of a route that has a newer one."""
