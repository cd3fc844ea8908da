"""The names of an API as the lock remembers them."""

from __future__ import annotations

from calgen.frozen import Frozen
from calgen.ir import Api
from calgen.normalise.arguments import remembered as arguments
from calgen.normalise.tree import every_resource, plain_module


def remembered(api: Api) -> Frozen:
    """All names that normalisation has handed out."""
    resources = {
        tuple(name.snake for name in each.path): each.module
        for each in every_resource(api.resources)
    }
    return Frozen(
        operations={each.key: each.dotted for each in api.operations},
        schemas={key: each.name.pascal for each in api.schemas for key in each.keys},
        modules={
            ".".join(path): module
            for path, module in resources.items()
            if module != plain_module(path)
        },
        arguments={
            each.key: text for each in api.operations if (text := arguments(each))
        },
    )
