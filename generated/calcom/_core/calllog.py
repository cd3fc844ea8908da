"""The log of a package: a line for each attempt, without credentials and bodies."""

from __future__ import annotations

import logging
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Final

from .carriers import shown_headers
from .response import request_id_of

if TYPE_CHECKING:
    from .errors import TransportError
    from .headers import HeaderMap
    from .reply import Reply
    from .request import Request

_LOG: Final = logging.getLogger(__name__.partition(".")[0])
_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO}
_LOCK: Final = Lock()
_said: str | None = None


def configure(variable: str, level: str) -> None:
    """Do what the environment says: `level` is `debug` or `info`.

    A handler (on the standard error output) is added where no record of the package's
    would reach one; others stay as they are.
    """
    global _said
    with _LOCK:
        if _said == level:
            return
        _said = level
        number = _LEVELS.get(level.strip().lower())
        if number is None:
            _LOG.warning("%s is %r: it knows debug and info", variable, level)
            return
        _LOG.setLevel(number)
        if not _LOG.hasHandlers():
            handler = logging.StreamHandler()
            handler.setFormatter(
                logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
            )
            _LOG.addHandler(handler)


class Line:
    """What is said of one request over the wire."""

    __slots__ = ("_attempt", "_begun", "_request")

    def __init__(self, request: Request, attempt: int) -> None:
        self._request: Final = request
        self._attempt: Final = attempt
        self._begun: Final = perf_counter()

    @staticmethod
    def wanted() -> bool:
        """Whether anybody reads it."""
        return _LOG.isEnabledFor(logging.INFO)

    def answered(self, reply: Reply) -> None:
        request = reply.request
        headers = shown_headers(request, reply.headers)
        name = request_id_of(headers)
        self._say(
            str(reply.status), reply.elapsed, f", request id {name}" if name else ""
        )
        if _LOG.isEnabledFor(logging.DEBUG):
            self._headers("sent", shown_headers(request, request.headers))
            self._headers("got", headers)

    def failed(self, error: TransportError) -> None:
        self._say(type(error).__name__, perf_counter() - self._begun, "")
        if _LOG.isEnabledFor(logging.DEBUG):
            self._headers("sent", shown_headers(self._request, self._request.headers))

    def _say(self, outcome: str, seconds: float, rest: str) -> None:
        operation = self._request.operation
        _LOG.info(
            "%s: %s %s: %s in %.0f ms, attempt %d%s",
            operation.id,
            self._request.info.method,
            operation.path,
            outcome,
            seconds * 1000,
            self._attempt,
            rest,
        )

    def _headers(self, what: str, headers: HeaderMap) -> None:
        shown = ", ".join(f"{name}: {value}" for name, value in headers.pairs())
        _LOG.debug("%s: %s %s", self._request.operation.id, what, shown)
