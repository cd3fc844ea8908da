"""Lists of the API: one page of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar, overload

if TYPE_CHECKING:
    from .aio import AsyncBaseClient
    from .client import BaseClient
    from .operation import PagedOperation
    from .options import RequestOptions
    from .request import Arguments
    from .response import Response

T = TypeVar("T")


class _Items(Generic[T]):
    """The items of one page, with the response they came in."""

    __slots__ = ("_response",)

    def __init__(self, response: Response[list[T]]) -> None:
        self._response = response

    @property
    def items(self) -> list[T]:
        """The items of this page; empty when the body held no list."""
        return self._response.data or []

    @property
    def response(self) -> Response[list[T]]:
        """The response of this page."""
        return self._response

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self.items[index]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)}>"


class Page(_Items[T]):
    """One page of a list: iteration, `len` and index are over its items alone."""

    __slots__ = ("_arguments", "_client", "_operation", "_options")

    def __init__(
        self,
        client: BaseClient,
        operation: PagedOperation[T],
        arguments: Arguments,
        options: RequestOptions | None,
        response: Response[list[T]],
    ) -> None:
        super().__init__(response)
        self._client = client
        self._operation = operation
        self._arguments = arguments
        self._options = options

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)


class AsyncPage(_Items[T]):
    """One page of a list: `async for`, `len` and index are over its items alone."""

    __slots__ = ("_arguments", "_client", "_operation", "_options")

    def __init__(
        self,
        client: AsyncBaseClient,
        operation: PagedOperation[T],
        arguments: Arguments,
        options: RequestOptions | None,
        response: Response[list[T]],
    ) -> None:
        super().__init__(response)
        self._client = client
        self._operation = operation
        self._arguments = arguments
        self._options = options

    async def __aiter__(self) -> AsyncIterator[T]:
        for item in self.items:
            yield item
