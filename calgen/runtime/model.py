"""The base of the generated models."""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict

from .adapters import deeply


class _Deprecated:
    """A deprecated attribute: reading it warns, and nothing else does.

    pydantic puts one of its own on a class when it completes it, and never completes
    those that only stand within others.
    """

    __slots__ = ("message", "name")

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message

    def __get__(self, model: object | None, kind: type[object]) -> object:
        if model is None:
            raise AttributeError(self.name)
        import warnings

        warnings.warn(self.message, DeprecationWarning, stacklevel=2)
        return vars(model)[self.name]

    # With it the attribute comes before the model's own value; pydantic sets that.
    def __set__(self, model: object, value: object) -> NoReturn:
        raise AttributeError(self.name)


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
    def __pydantic_init_subclass__(cls, **settings: Any) -> None:
        for name, field in cls.__pydantic_fields__.items():
            if field.deprecated:
                message = field.deprecation_message or "deprecated"
                setattr(cls, name, _Deprecated(name, message))

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
