"""Tracing with OpenTelemetry: a span for each attempt, by its conventions for HTTP."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hookkit import BUSY, SPEC, Answer

sdk = pytest.importorskip("opentelemetry.sdk.trace", reason="the test extra has it")
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from opentelemetry.sdk.trace.export.in_memory_span_exporter import (  # noqa: E402
    InMemorySpanExporter,
)
from opentelemetry.trace import SpanKind, StatusCode  # noqa: E402


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


class Traced:
    """Calls with tracing, and the spans so far."""

    def __init__(self, api: ModuleType, call: Any) -> None:
        self._api, self._call = api, call
        self._exporter = InMemorySpanExporter()
        self.provider = sdk.TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    def middleware(self, **settings: Any) -> Any:
        telemetry = self._api.telemetry
        kinds = {"sync": telemetry.OpenTelemetry, "async": telemetry.AsyncOpenTelemetry}
        return kinds[self._call.mode](tracer_provider=self.provider, **settings)

    def get(self, telemetry: Any = None, **settings: Any) -> None:
        self._call(
            self._api,
            lambda client: client.trips.get("a b", q="x"),
            middleware=[telemetry or self.middleware()],
            **settings,
        )

    @property
    def spans(self) -> list[Any]:
        return list(self._exporter.get_finished_spans())


@pytest.fixture
def traced(api: ModuleType, call: Any) -> Traced:
    return Traced(api, call)


def test_a_span_says_what_was_called(
    traced: Traced, api: ModuleType, server: Any
) -> None:
    traced.get()
    (span,) = traced.spans
    host, _, port = server.url.removeprefix("http://").partition(":")
    assert span.name == "trips.get"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": host,
        "server.port": int(port),
        "url.full": f"{server.url}/trips/a%20b?q=x",
        "url.template": "/trips/{id}",
    }
    scope = span.instrumentation_scope
    assert (scope.name, scope.version) == (
        api.__name__.replace("_", "-"),
        api.__version__,
    )


def test_attempts_are_spans_of_their_own(traced: Traced, server: Any) -> None:
    answers = iter([Answer(503, b"", BUSY)])
    server.answers["GET", "/trips/a%20b"] = lambda request: next(
        answers, Answer(200, b"{}", {"Content-Type": "application/json"})
    )
    traced.get(max_retries=1)
    failed, good = traced.spans
    assert failed.attributes["error.type"] == "503"
    assert failed.status.status_code is StatusCode.ERROR
    assert "http.request.resend_count" not in failed.attributes
    assert good.attributes["http.request.resend_count"] == 1
    assert "error.type" not in good.attributes


def test_a_failure_without_an_answer(traced: Traced, api: ModuleType) -> None:
    with pytest.raises(api.errors.ConnectError):
        traced.get(base_url="http://127.0.0.1:9")
    (span,) = traced.spans
    assert (
        span.attributes["error.type"] == f"{api.__name__}._core.apierror.ConnectError"
    )
    assert span.status.status_code is StatusCode.ERROR
    assert "http.response.status_code" not in span.attributes
    assert span.events == ()


def test_the_trace_goes_on_at_the_server(traced: Traced, server: Any) -> None:
    tracer = traced.provider.get_tracer("program")
    with tracer.start_as_current_span("program"):
        traced.get()
    span, program = traced.spans
    assert span.parent.span_id == program.context.span_id
    trace, parent = server.request.headers["traceparent"].split("-")[1:3]
    assert trace == f"{program.context.trace_id:032x}"
    assert parent == f"{span.context.span_id:016x}"


def test_the_trace_stays_here(traced: Traced, server: Any) -> None:
    traced.get(traced.middleware(propagate=False))
    assert "traceparent" not in server.request.headers
    assert len(traced.spans) == 1


def test_no_credential_is_traced(traced: Traced, server: Any) -> None:
    traced.get(auth="s3cret-value")
    assert server.request.headers["authorization"] == "Bearer s3cret-value"
    assert "s3cret" not in traced.spans[0].to_json()


def test_a_cancelled_call_ends_its_span(api: ModuleType, server: Any) -> None:
    class Async:
        mode = "async"

    traced = Traced(api, Async)
    arrived, done = threading.Event(), threading.Event()

    def hold() -> None:
        arrived.set()
        done.wait(5)

    server.delay = hold

    async def run() -> None:
        async with api.AsyncClient(
            "t", base_url=server.url, middleware=[traced.middleware()]
        ) as client:
            task = asyncio.ensure_future(client.trips.get("1"))
            await asyncio.to_thread(arrived.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        done.set()

    asyncio.run(run())
    (span,) = traced.spans
    assert span.attributes["error.type"] == "asyncio.exceptions.CancelledError"


WITHOUT = """
import sys
sys.modules["opentelemetry"] = None
import {name}
from {name} import telemetry
try:
    telemetry.{kind}()
except ImportError as error:
    print(error)
"""


@pytest.mark.parametrize("kind", ["OpenTelemetry", "AsyncOpenTelemetry"])
def test_without_the_extra(api: ModuleType, kind: str) -> None:
    assert api.__file__
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(name=api.__name__, kind=kind)],
        cwd=Path(api.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    distribution = api.__name__.replace("_", "-")
    assert done.stderr == ""
    assert done.stdout == (
        f"tracing needs OpenTelemetry: pip install '{distribution}[otel]'\n"
    )


def test_the_extra_names_what_is_tested(api: ModuleType) -> None:
    assert api.__file__
    project = Path(api.__file__).parent.parent / "pyproject.toml"
    assert 'otel = ["opentelemetry-api>=1.30,<2"]' in project.read_text()
    assert version("opentelemetry-api").startswith("1.")
