"""The base of every model of ours."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict

from ._core.model import Model as _Model


class Model(_Model):
    """A model whose fields nobody sets anew."""

    model_config = ConfigDict(frozen=True)

    def replaced(self, **changes: Any) -> Self:
        """The same with other values, checked. Raises TypeError for what is no field."""
        unknown = changes.keys() - type(self).model_fields.keys()
        if unknown:
            names = ", ".join(sorted(unknown))
            raise TypeError(f"{type(self).__name__} has no {names}")
        return type(self).model_validate({**dict(self), **changes})
