"""The base of every model of ours."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict

from ._core.model import Model as _Model


class Model(_Model):
    """A model that nobody changes: a value that may stand in sets and be a key."""

    model_config = ConfigDict(frozen=True)

    def replaced(self, **changes: Any) -> Self:
        """The same with other values, checked."""
        return type(self).model_validate({**dict(self), **changes})
