"""The connections of a client and of its copies: opened at the first call.

What is shared between threads knows in which process it is, as that may fork.
"""

from __future__ import annotations

from os import getpid
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .library import httpx2
    from .options import Timeout
    from .transport import AsyncTransport, Transport
    from .unset import Unset


class ProcessLock:
    """As a `Lock` between threads; one that was held while the process forked does not
    hang the child, in which nobody would release it."""

    __slots__ = ("_locks",)

    def __init__(self) -> None:
        self._locks: Final[dict[int, Lock]] = {}

    def __enter__(self) -> None:
        self._own().acquire()

    def __exit__(self, *failure: object) -> None:
        self._own().release()

    def _own(self) -> Lock:
        mine = getpid()
        lock = self._locks.get(mine)
        if lock is None:
            # Of several threads that come first, one sets it: the step is atomic.
            lock = self._locks.setdefault(mine, Lock())
        return lock


class Connection:
    """Safe to share between threads; `opened` raises RuntimeError once it is closed.

    A process that was forked opens connections of its own: two that read from one
    socket would take each other's answers. A caller's `httpx2.Client` stays as it is.
    """

    __slots__ = ("_closed", "_lock", "_open", "_timeout")

    def __init__(
        self, http_client: httpx2.Client | None, timeout: Timeout | Unset
    ) -> None:
        self._lock: Final = ProcessLock()
        self._timeout: Final = timeout
        self._closed = False
        # With the process whose it is; None is all of them. Both change at once.
        self._open: tuple[int | None, Transport] | None = None
        if http_client is not None:
            from .transport import Transport

            self._open = None, Transport(http_client, timeout)

    def opened(self) -> Transport:
        transport = self._mine()
        if transport is None:
            from .transport import Transport

            with self._lock:
                if self._closed:
                    raise RuntimeError("this client is closed")
                transport = self._mine()
                if transport is None:
                    self._forget()
                    transport = Transport(None, self._timeout)
                    self._open = getpid(), transport
        return transport

    def _mine(self) -> Transport | None:
        """What this process has opened; a transport of its parent's is not asked for
        anything, as a lock of it may have been held when the process was forked."""
        held = self._open
        return held[1] if held and held[0] in (None, getpid()) else None

    def _forget(self) -> None:
        if self._open is not None and self._mine() is None:
            from warnings import catch_warnings

            # Nobody closes the parent's sockets here, so that the server hears nothing:
            # they end with their objects, in this process alone.
            with catch_warnings(action="ignore", category=ResourceWarning):
                self._open = None
        self._open = None

    def close(self) -> None:
        with self._lock:
            transport = self._mine()
            self._forget()
            self._closed = True
        if transport is not None:
            transport.close()


class AsyncConnection:
    """The same for the tasks of one event loop."""

    __slots__ = ("_closed", "_lock", "_open", "_timeout")

    def __init__(
        self, http_client: httpx2.AsyncClient | None, timeout: Timeout | Unset
    ) -> None:
        self._lock: Final = ProcessLock()
        self._timeout: Final = timeout
        self._closed = False
        self._open: tuple[int | None, AsyncTransport] | None = None
        if http_client is not None:
            from .transport import AsyncTransport

            self._open = None, AsyncTransport(http_client, timeout)

    def opened(self) -> AsyncTransport:
        transport = self._mine()
        if transport is None:
            from .transport import AsyncTransport

            with self._lock:
                if self._closed:
                    raise RuntimeError("this client is closed")
                transport = self._mine()
                if transport is None:
                    self._forget()
                    transport = AsyncTransport(None, self._timeout)
                    self._open = getpid(), transport
        return transport

    def _mine(self) -> AsyncTransport | None:
        held = self._open
        return held[1] if held and held[0] in (None, getpid()) else None

    def _forget(self) -> None:
        if self._open is not None and self._mine() is None:
            from warnings import catch_warnings

            with catch_warnings(action="ignore", category=ResourceWarning):
                self._open = None
        self._open = None

    async def aclose(self) -> None:
        with self._lock:
            transport = self._mine()
            self._forget()
            self._closed = True
        if transport is not None:
            await transport.aclose()
