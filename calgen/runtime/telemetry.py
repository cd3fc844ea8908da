"""Middleware that traces each attempt with OpenTelemetry, which is loaded when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .middleware import (
        AsyncCallNext,
        Attempt,
        AttemptResponse,
        CallNext,
    )

_PORTS: Final = {"http": 80, "https": 443}


class _Span(Protocol):
    """As much of a span as is used here."""

    def set_attribute(self, key: str, value: Any) -> None: ...
    def set_status(self, status: Any) -> None: ...


class _Tracer(Protocol):
    def start_as_current_span(
        self,
        name: str,
        *,
        kind: Any,
        attributes: Mapping[str, Any],
        record_exception: bool,
        set_status_on_exception: bool,
    ) -> AbstractContextManager[Any]: ...


class _Tracing:
    """What both kinds of middleware do before and after an attempt."""

    distribution: ClassVar[str] = "python-client"
    version: ClassVar[str] = ""

    def __init__(
        self, *, tracer_provider: object = None, propagate: bool = True
    ) -> None:
        self._trace: Final = self._module("opentelemetry.trace")
        self._propagate: Final = (
            self._module("opentelemetry.propagate") if propagate else None
        )
        self._tracer: Final[_Tracer] = self._trace.get_tracer(
            self.distribution, self.version, tracer_provider
        )

    def _module(self, name: str) -> ModuleType:
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("opentelemetry"):
                raise
            raise ImportError(
                "tracing needs OpenTelemetry: "
                f"pip install '{self.distribution}[otel]'"
            ) from None

    def _span(self, attempt: Attempt) -> AbstractContextManager[_Span]:
        return self._tracer.start_as_current_span(
            attempt.operation_id,
            kind=self._trace.SpanKind.CLIENT,
            attributes=_attributes(attempt),
            # The text of an error of somebody else's may show anything.
            record_exception=False,
            set_status_on_exception=False,
        )

    def _carrying(self, attempt: Attempt) -> Attempt:
        carrier: dict[str, str] = {}
        if self._propagate is not None:
            self._propagate.inject(carrier)
        return attempt.with_headers(carrier) if carrier else attempt

    def _answered(self, span: _Span, response: AttemptResponse) -> None:
        span.set_attribute("http.response.status_code", response.status)
        if response.status >= 400 and not response.good:
            self._failed(span, str(response.status))

    def _failed(self, span: _Span, kind: str) -> None:
        span.set_attribute("error.type", kind)
        span.set_status(self._trace.Status(self._trace.StatusCode.ERROR))


class OpenTelemetry(_Tracing):
    """Middleware of a `Client`: a span for each attempt, named as the call.

    `tracer_provider` is that of the program unless given. `propagate` sends the trace
    on to the server (the header `traceparent`, or what the program has set up). The
    span of an answer that is read in pieces ends as soon as its head is there. Raises
    ImportError where OpenTelemetry is not installed.
    """

    def __call__(self, attempt: Attempt, call_next: CallNext) -> AttemptResponse:
        with self._span(attempt) as span:
            try:
                response = call_next(self._carrying(attempt))
            except BaseException as error:
                self._failed(span, _kind(error))
                raise
            self._answered(span, response)
            return response


class AsyncOpenTelemetry(_Tracing):
    """The same for an `AsyncClient`."""

    async def __call__(
        self, attempt: Attempt, call_next: AsyncCallNext
    ) -> AttemptResponse:
        with self._span(attempt) as span:
            try:
                response = await call_next(self._carrying(attempt))
            except BaseException as error:
                self._failed(span, _kind(error))
                raise
            self._answered(span, response)
            return response


def _attributes(attempt: Attempt) -> dict[str, str | int]:
    """The attributes of a request by the conventions for HTTP clients."""
    parts = urlsplit(attempt.url)
    found: dict[str, str | int] = {
        "http.request.method": attempt.method,
        "url.template": attempt.path_template,
        "url.full": attempt.url,
        "server.address": parts.hostname or "",
    }
    port = parts.port or _PORTS.get(parts.scheme)
    if port is not None:
        found["server.port"] = port
    if attempt.resends:
        found["http.request.resend_count"] = attempt.resends
    return found


def _kind(error: BaseException) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
