"""Lists of the API: one page of them, and the way to the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .operation import PagedOperation
    from .options import RequestOptions
    from .paging import Step, Trail
    from .request import Arguments
    from .response import Response

T = TypeVar("T")


class _Items(Generic[T]):
    """The items of one page, with the response they came in."""

    __slots__ = ("_arguments", "_operation", "_options", "_response", "_step", "_trail")

    def __init__(
        self,
        operation: PagedOperation[T],
        arguments: Arguments,
        options: RequestOptions | None,
        response: Response[list[T]],
        trail: Trail | None,
    ) -> None:
        self._operation = operation
        self._arguments = arguments
        self._options = options
        self._response = response
        self._trail = trail
        self._step: tuple[Step | None] | None = None

    @property
    def items(self) -> list[T]:
        """The items of this page; empty when the body held no list."""
        data = cast("object", self._response.data)
        return cast("list[T]", data) if isinstance(data, list) else []

    @property
    def response(self) -> Response[list[T]]:
        """The response of this page."""
        return self._response

    @property
    def has_next(self) -> bool:
        """Whether there is a further page, as far as this one tells.

        Without totals a full page may be the last one: the next is empty then.
        """
        return self._following() is not None

    def __repr__(self) -> str:
        more = ", and more" if self.has_next else ""
        return f"<{type(self).__name__} of {len(self.items)}{more}>"

    def _following(self) -> Step | None:
        paging = self._operation.paging
        if paging is None:
            return None
        if self._step is None:  # asked once: a walk that ends early says so once
            from .paging import Trail, following

            options = cast("Mapping[str, object]", self._options or {})
            trail = self._trail or Trail()
            step = following(paging, self._arguments, options, self._plain(), trail)
            self._step = (step,)
        return self._step[0]

    def _at(self, step: Step) -> tuple[Arguments, RequestOptions, Trail]:
        """What asks for the page of a step: filters, headers and version stay."""
        from .paging import Trail

        options = self._options or {}
        # An option wins over an argument; the walk wins over both.
        over = {**options.get("query", {}), **step.query}
        arguments = self._arguments._replace(url=step.url)
        trail = (self._trail or Trail()).after(step, self._plain())
        return arguments, {**options, "query": over}, trail

    def _is_next(self, step: Step, response: Response[list[T]]) -> bool:
        """Whether an answer is another page; if not, this one becomes the last."""
        from .paging import repeats, warn

        after = cast("Response[list[object]]", response)
        if not repeats(step, self._plain(), after):
            return True
        warn(after, "the server gives the same page once more")
        self._step = (None,)
        return False

    def _plain(self) -> Response[list[object]]:
        return cast("Response[list[object]]", self._response)

    def _most(self, max_items: int | None) -> int | None:
        most = (self._options or {}).get("max_items")
        if max_items is not None:
            most = max_items
        if most is not None and most < 0:
            raise ValueError("max_items is a whole number from 0 on")
        return most


class Page(_Items[T]):
    """One page of a list. Iterating walks through the items of this page and of all
    that follow; `items` are those of this page alone."""

    __slots__ = ("_send",)

    def __init__(
        self,
        send: Callable[
            [PagedOperation[T], Arguments, RequestOptions | None], Response[list[T]]
        ],
        operation: PagedOperation[T],
        arguments: Arguments,
        options: RequestOptions | None,
        response: Response[list[T]],
        trail: Trail | None = None,
    ) -> None:
        super().__init__(operation, arguments, options, response, trail)
        self._send = send

    def __iter__(self) -> Iterator[T]:
        return self.walk()

    def walk(self, max_items: int | None = None) -> Iterator[T]:
        """The items of this page and of all that follow, at most so many."""
        every = (item for page in self.pages() for item in page.items)
        return islice(every, self._most(max_items))

    def pages(self) -> Iterator[Page[T]]:
        """This page and all that follow."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next()

    def next(self) -> Page[T] | None:
        """The page after this one; None when this is the last."""
        step = self._following()
        if step is None:
            return None
        arguments, options, trail = self._at(step)
        response = self._send(self._operation, arguments, options)
        if not self._is_next(step, response):
            return None
        return Page(self._send, self._operation, arguments, options, response, trail)


class AsyncPage(_Items[T]):
    """One page of a list. `async for` walks through the items of this page and of all
    that follow; `items` are those of this page alone."""

    __slots__ = ("_send",)

    def __init__(
        self,
        send: Callable[
            [PagedOperation[T], Arguments, RequestOptions | None],
            Awaitable[Response[list[T]]],
        ],
        operation: PagedOperation[T],
        arguments: Arguments,
        options: RequestOptions | None,
        response: Response[list[T]],
        trail: Trail | None = None,
    ) -> None:
        super().__init__(operation, arguments, options, response, trail)
        self._send = send

    def __aiter__(self) -> AsyncIterator[T]:
        return self.walk()

    def walk(self, max_items: int | None = None) -> AsyncIterator[T]:
        """The items of this page and of all that follow, at most so many."""
        return self._walk(self._most(max_items))

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and all that follow."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next()

    async def next(self) -> AsyncPage[T] | None:
        """The page after this one; None when this is the last."""
        step = self._following()
        if step is None:
            return None
        arguments, options, trail = self._at(step)
        response = await self._send(self._operation, arguments, options)
        if not self._is_next(step, response):
            return None
        return AsyncPage(
            self._send, self._operation, arguments, options, response, trail
        )

    async def _walk(self, left: int | None) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items[:left]:
                yield item
            if left is not None:
                left -= len(page.items)
                if left <= 0:
                    return
