"""The base of the generated models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from .adapters import deeply


class Model(BaseModel):
    """Attributes have Python names, aliases are wire names; input may use both.

    Fields that the description does not know are kept. The schema is built at first
    use.
    """

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        defer_build=True,
        protected_namespaces=(),
    )

    @classmethod
    def model_rebuild(cls, **settings: Any) -> bool | None:
        """Build the schema, as pydantic does at first use; however deep it nests."""
        rebuild = super().model_rebuild
        return deeply(lambda: rebuild(**settings))

    def to_dict(self) -> dict[str, object]:
        """The JSON form as the server would write it: wire names, only what was set."""
        return self.model_dump(
            mode="json", by_alias=True, exclude_unset=True, warnings=False
        )
