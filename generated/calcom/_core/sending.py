"""Calls over the wire: attempts, redirects, credentials and limits, for both clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from .attempts import Attempts
    from .auth import Auth
    from .config import Config
    from .connection import AsyncConnection, Connection
    from .operation import Operation
    from .options import RequestOptions
    from .reply import Reply
    from .request import Arguments, Request
    from .response import Response
    from .streamed import AsyncStreamedResponse, StreamedResponse

T = TypeVar("T")


class Sender:
    """What a `Client` does below its calls."""

    _config: Config
    _connection: Connection

    def _send(
        self,
        operation: Operation[T],
        arguments: Arguments,
        options: RequestOptions | None,
    ) -> Response[T]:
        from .request import build_request
        from .response import read_response

        config = self._config
        request = build_request(config, operation, arguments, options)
        reply, attempts = self._reply(request, options)
        return read_response(config, operation, reply, attempts)

    def _open(
        self,
        operation: Operation[object],
        arguments: Arguments,
        options: RequestOptions | None,
    ) -> StreamedResponse:
        """The answer as soon as its head is there; its body is to be closed."""
        from .request import build_request
        from .response import check_status
        from .streamed import StreamedResponse

        config = self._config
        request = build_request(config, operation, arguments, options, streamed=True)
        reply, attempts = self._reply(request, options)
        check_status(reply, attempts)
        return StreamedResponse(reply, attempts)

    def _reply(
        self, request: Request, options: RequestOptions | None
    ) -> tuple[Reply, int]:
        """The final answer, and how many attempts it took; raises TransportError."""
        from .attempts import Attempts
        from .errors import TransportError

        retries = (options or {}).get("retries", self._config.max_retries)
        attempts = Attempts(request, retries)
        while True:
            try:
                reply = self._exchange(request, attempts)
            except TransportError as error:
                wait = attempts.wait(error)
                if wait is None:
                    error.attempts = attempts.made
                    raise
            else:
                wait = attempts.wait(reply)
                if wait is None:
                    return reply, attempts.made
            self._pause(wait)

    def _exchange(self, request: Request, attempts: Attempts) -> Reply:
        from .redirect import MAX_REDIRECTS, redirected

        reply = self._attempt(request, attempts)
        for _ in range(MAX_REDIRECTS):
            following = redirected(request, reply)
            if following is None:
                break
            request = following
            reply = self._attempt(request, attempts)
        return reply

    def _attempt(self, request: Request, attempts: Attempts) -> Reply:
        """One request over the wire, and once more with a renewed credential."""
        auth = None if request.operation.public else self._config.auth
        reply = self._over_wire(request, auth, attempts)
        if (
            auth is None
            or reply.status != 401
            or not request.replay.possible
            or not auth.renew(reply.request, self._connection.opened().send)
        ):
            return reply
        return self._over_wire(request, auth, attempts)

    def _over_wire(
        self, request: Request, auth: Auth | None, attempts: Attempts
    ) -> Reply:
        """One request in its turn, with the credential of that moment."""
        limiter = self._config.limiter
        if limiter is not None:
            turn = limiter.turn(request.operation)
            while turn.wait > 0:
                self._pause(turn.wait)
                turn = limiter.turn(request.operation, turn)
        if auth is not None:
            if auth.stale:
                auth.renew(None, self._connection.opened().send)
            # First of all: what middleware sees has to know which texts are secret.
            request = auth.apply(request)

        def send(request: Request) -> Reply:
            return self._wired(request, attempts)

        if self._config.middleware:
            from .middleware import through

            reply = through(self._config.middleware, request, attempts, send)
        else:
            reply = send(request)
        if limiter is not None:
            limiter.heard(reply)
        return reply

    def _wired(self, request: Request, attempts: Attempts) -> Reply:
        """One request, and its line on the log."""
        from .calllog import Line
        from .errors import TransportError

        attempts.sent += 1
        line = Line(request, attempts.made) if Line.wanted() else None
        try:
            reply = self._connection.opened().send(request)
        except TransportError as error:
            if line is not None:
                line.failed(error)
            raise
        if line is not None:
            line.answered(reply)
        return reply

    def _pause(self, seconds: float) -> None:
        from time import sleep

        if seconds > 0:
            sleep(seconds)


class AsyncSender:
    """What an `AsyncClient` does below its calls."""

    _config: Config
    _connection: AsyncConnection

    async def _send(
        self,
        operation: Operation[T],
        arguments: Arguments,
        options: RequestOptions | None,
    ) -> Response[T]:
        from .request import build_request
        from .response import read_response

        config = self._config
        request = build_request(config, operation, arguments, options)
        reply, attempts = await self._reply(request, options)
        return read_response(config, operation, reply, attempts)

    async def _open(
        self,
        operation: Operation[object],
        arguments: Arguments,
        options: RequestOptions | None,
    ) -> AsyncStreamedResponse:
        """The answer as soon as its head is there; its body is to be closed."""
        from .request import build_request
        from .response import check_status
        from .streamed import AsyncStreamedResponse

        config = self._config
        request = build_request(config, operation, arguments, options, streamed=True)
        reply, attempts = await self._reply(request, options)
        check_status(reply, attempts)
        return AsyncStreamedResponse(reply, attempts)

    async def _reply(
        self, request: Request, options: RequestOptions | None
    ) -> tuple[Reply, int]:
        """The final answer, and how many attempts it took; raises TransportError."""
        from .attempts import Attempts
        from .errors import TransportError

        retries = (options or {}).get("retries", self._config.max_retries)
        attempts = Attempts(request, retries)
        while True:
            try:
                reply = await self._exchange(request, attempts)
            except TransportError as error:
                wait = attempts.wait(error)
                if wait is None:
                    error.attempts = attempts.made
                    raise
            else:
                wait = attempts.wait(reply)
                if wait is None:
                    return reply, attempts.made
            await self._pause(wait)

    async def _exchange(self, request: Request, attempts: Attempts) -> Reply:
        from .redirect import MAX_REDIRECTS, redirected

        reply = await self._attempt(request, attempts)
        for _ in range(MAX_REDIRECTS):
            following = redirected(request, reply)
            if following is None:
                break
            request = following
            reply = await self._attempt(request, attempts)
        return reply

    async def _attempt(self, request: Request, attempts: Attempts) -> Reply:
        """One request over the wire, and once more with a renewed credential."""
        auth = None if request.operation.public else self._config.auth
        reply = await self._over_wire(request, auth, attempts)
        if (
            auth is None
            or reply.status != 401
            or not request.replay.possible
            or not await auth.renew_async(reply.request, self._connection.opened().send)
        ):
            return reply
        return await self._over_wire(request, auth, attempts)

    async def _over_wire(
        self, request: Request, auth: Auth | None, attempts: Attempts
    ) -> Reply:
        """One request in its turn, with the credential of that moment."""
        limiter = self._config.limiter
        if limiter is not None:
            turn = limiter.turn(request.operation)
            while turn.wait > 0:
                await self._pause(turn.wait)
                turn = limiter.turn(request.operation, turn)
        if auth is not None:
            if auth.stale:
                await auth.renew_async(None, self._connection.opened().send)
            request = await auth.apply_async(request)

        async def send(request: Request) -> Reply:
            return await self._wired(request, attempts)

        if self._config.middleware:
            from .middleware import through_async

            reply = await through_async(
                self._config.middleware, request, attempts, send
            )
        else:
            reply = await send(request)
        if limiter is not None:
            limiter.heard(reply)
        return reply

    async def _wired(self, request: Request, attempts: Attempts) -> Reply:
        """One request, and its line on the log."""
        from .calllog import Line
        from .errors import TransportError

        attempts.sent += 1
        line = Line(request, attempts.made) if Line.wanted() else None
        try:
            reply = await self._connection.opened().send(request)
        except TransportError as error:
            if line is not None:
                line.failed(error)
            raise
        if line is not None:
            line.answered(reply)
        return reply

    async def _pause(self, seconds: float) -> None:
        from asyncio import sleep

        if seconds > 0:
            await sleep(seconds)
