"""The connections of a client and of its copies: opened at the first call."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx2

    from .options import Timeout
    from .transport import AsyncTransport, Transport
    from .unset import Unset


class Connection:
    """Safe to share between threads; `opened` raises RuntimeError once it is closed."""

    __slots__ = ("_closed", "_lock", "_timeout", "_transport")

    def __init__(
        self, http_client: httpx2.Client | None, timeout: Timeout | Unset
    ) -> None:
        self._lock: Final = Lock()
        self._timeout: Final = timeout
        self._closed = False
        self._transport: Transport | None = None
        if http_client is not None:
            from .transport import Transport

            self._transport = Transport(http_client, timeout)

    def opened(self) -> Transport:
        transport = self._transport
        if transport is None:
            from .transport import Transport

            with self._lock:
                if self._closed:
                    raise RuntimeError("this client is closed")
                transport = self._transport or Transport(None, self._timeout)
                self._transport = transport
        return transport

    def close(self) -> None:
        with self._lock:
            transport, self._transport = self._transport, None
            self._closed = True
        if transport is not None:
            transport.close()


class AsyncConnection:
    """The same for the tasks of one event loop."""

    __slots__ = ("_closed", "_lock", "_timeout", "_transport")

    def __init__(
        self, http_client: httpx2.AsyncClient | None, timeout: Timeout | Unset
    ) -> None:
        self._lock: Final = Lock()
        self._timeout: Final = timeout
        self._closed = False
        self._transport: AsyncTransport | None = None
        if http_client is not None:
            from .transport import AsyncTransport

            self._transport = AsyncTransport(http_client, timeout)

    def opened(self) -> AsyncTransport:
        transport = self._transport
        if transport is None:
            from .transport import AsyncTransport

            with self._lock:
                if self._closed:
                    raise RuntimeError("this client is closed")
                transport = self._transport or AsyncTransport(None, self._timeout)
                self._transport = transport
        return transport

    async def aclose(self) -> None:
        with self._lock:
            transport, self._transport = self._transport, None
            self._closed = True
        if transport is not None:
            await transport.aclose()
