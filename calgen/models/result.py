"""What becomes of the schemas of an API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The models package.

    `files` are paths below the client package with their text; `exports` maps every
    public name to the module below `models` that holds it; `classes` are the classes
    among them, as `models.thing.Thing`. All are sorted. `nested` and `attributes` are
    what the lock remembers of them; see `Frozen`.
    """

    files: tuple[tuple[str, str], ...]
    exports: tuple[tuple[str, str], ...]
    classes: tuple[str, ...] = ()
    nested: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
