"""What a method of a client would call, without calling it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from types import MethodType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

from .operation import Operation
from .request import Arguments
from .unset import UNSET

if TYPE_CHECKING:
    from .options import RequestOptions
    from .streamed import AsyncStreamedResponse, StreamedResponse

    _Options: TypeAlias = RequestOptions | None


class Call(NamedTuple):
    """One call: the operation and its arguments."""

    operation: Operation[object]
    arguments: Arguments
    options: RequestOptions | None


class _Caught(BaseException):
    """Leaves a method at the moment of its call; no `except Exception` stops it."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self.call = call


class _Recorder:
    """Stands in for a client: takes its calls down."""

    def call(
        self,
        operation: Operation[object],
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cookie: Mapping[str, object] | None = None,
        body: object = UNSET,
        options: RequestOptions | None = None,
    ) -> NoReturn:
        arguments = Arguments(path, query, header, cookie, body)
        raise _Caught(Call(operation, arguments, options))

    send = page = stream_items = call


@contextmanager
def opened(
    open_: Callable[[Operation[object], Arguments, _Options], StreamedResponse],
    call: Any,
    args: tuple[object, ...],
    kwargs: dict[str, Any],
) -> Generator[StreamedResponse, None, None]:
    """The answer to a call, to be read in the block: `call` is a method of a client or
    an operation, and the rest are its arguments."""
    try:
        _recorded(call)(*args, **kwargs)
    except _Caught as caught:
        made = caught.call
    else:
        raise _no_call(call)
    with open_(*made) as response:
        yield response


@asynccontextmanager
async def opened_async(
    open_: Callable[
        [Operation[object], Arguments, _Options], Awaitable[AsyncStreamedResponse]
    ],
    call: Any,
    args: tuple[object, ...],
    kwargs: dict[str, Any],
) -> AsyncGenerator[AsyncStreamedResponse, None]:
    """The same for an `AsyncClient`."""
    try:
        await _recorded(call)(*args, **kwargs)
    except _Caught as caught:
        made = caught.call
    else:
        raise _no_call(call)
    async with await open_(*made) as response:
        yield response


def _recorded(call: Any) -> Any:
    recorder = _Recorder()
    if isinstance(call, Operation):
        from functools import partial

        return partial(recorder.call, call)
    if not isinstance(call, MethodType) or not hasattr(call.__self__, "_client"):
        raise _no_call(call)
    group: Any = type(call.__self__)
    return MethodType(call.__func__, group(recorder))


def _no_call(call: object) -> TypeError:
    return TypeError(
        f"{call!r} makes no call: pass an operation, or a method of a client such as "
        "client.files.get, and its arguments after it"
    )
