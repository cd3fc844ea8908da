"""Definitions under names that stand: those of the lock, as far as anything has them."""

from __future__ import annotations

from calgen.frozen import Frozen
from calgen.models.catalog import Catalog
from calgen.models.define import Definer


def defined(catalog: Catalog, frozen: Frozen) -> Definer:
    """The definitions of a catalog. Where somebody made way for a name of the lock that
    nothing has any more, that name is free after all."""
    while True:
        definer = Definer(catalog, frozen)
        definer.read()
        lost = definer.avoided - definer.found.keys()
        if not lost:
            return definer
        gone = {key for key, name in frozen.nested.items() if name in lost}
        frozen = frozen.without((), gone)
