"""Data of a profile's files to the classes of a profile, checked by pydantic.

The classes are plain dataclasses: a run whose profile was checked before does without
pydantic, which takes longer to import than a profile to use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar

from calgen.record import record

T = TypeVar("T")


class Data:
    """Everything in a profile: without keys that nobody reads."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@record(kw_only=False)
class Checked(Generic[T]):
    """In `Annotated`: a check that gives the value back, or raises ValueError."""

    check: Callable[[T], T]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        def check(value: T) -> T:
            return self.check(value) if is_doubted() else value

        return core_schema.no_info_after_validator_function(check, handler(source))


_trusted: list[bool] = []


@contextmanager
def trusted() -> Iterator[None]:
    """Inside, patterns and the like are taken as they are: a test has checked them, and
    compiling each takes longer than all else that reading a profile does."""
    _trusted.append(True)
    try:
        yield
    finally:
        _trusted.pop()


def is_doubted() -> bool:
    """Whether data is to be checked beyond its types."""
    return not _trusted


class Misfit(Exception):
    """Data that does not fit: every fault as the way to it, and what is wrong."""

    def __init__(self, faults: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(*self.faults)


def checked(kind: type[T], data: object) -> T:
    """The data as an instance of a class. Raises `Misfit`."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        raise Misfit(_faults(error.errors())) from error


def _faults(errors: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for each in errors:
        yield tuple(each["loc"]), str(each["msg"]).removeprefix("Value error, ")
