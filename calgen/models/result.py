"""What becomes of the schemas of an API."""

from __future__ import annotations

from calgen.record import record
from calgen.render.models import NO_MODELS, ModelIndex, ModelView


@record
class Models:
    """The models package.

    `modules` are sorted by name; `index` has every public name; `classes` are the classes
    among them, as `models.thing.Thing`, sorted. `nested` and `attributes` are what the
    lock remembers of them; see `Frozen`.
    """

    modules: tuple[ModelView, ...] = ()
    index: ModelIndex = NO_MODELS
    classes: tuple[str, ...] = ()
    nested: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
