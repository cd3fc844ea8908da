"""Generated models whose place a class written by hand takes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

T = TypeVar("T", bound="type[BaseModel]")
V = TypeVar("V")

_MARK: Final = "_extended_by"


def extended(module: str, name: str) -> Callable[[T], T]:
    """Mark a model: answers hold the class `name` of `module`, which extends it.

    The module, relative to the model's package, is imported when the first value is
    decoded: it may import any model itself.
    """

    def marked(model: T) -> T:
        plain: Any = model
        settling = False

        def settle(cls: Any, /, **settings: Any) -> None:
            """pydantic reads the annotations that are still open in the module of the
            heir, where their names mean nothing: close them before there is one."""
            nonlocal settling
            above: Any = super  # which is typed for a class that is known by name
            above(plain, cls).__init_subclass__(**settings)
            if not (settling or model.__pydantic_fields_complete__):
                settling = True
                try:
                    model.model_rebuild(force=True, raise_errors=False)
                finally:
                    settling = False

        def schema(cls: Any, /, source: Any, handler: Any) -> Any:
            if cls is not model:
                return handler(source)
            if settling:
                from pydantic.errors import PydanticUndefinedAnnotation

                # The fields are what was wanted; the schema is put off, as before.
                raise PydanticUndefinedAnnotation(model.__name__, "not yet")
            return handler.generate_schema(final(model))

        plain.__init_subclass__ = classmethod(settle)
        plain.__get_pydantic_core_schema__ = classmethod(schema)
        setattr(model, _MARK, (module, name))
        return model

    return marked


def final(value: V) -> V:
    """The class that takes the place of a model; any other value is itself."""
    mark = vars(value).get(_MARK) if isinstance(value, type) else None
    if mark is None:
        return value
    package = value.__module__.rpartition(".")[0]
    found: V = getattr(import_module(mark[0], package), mark[1])
    return found
