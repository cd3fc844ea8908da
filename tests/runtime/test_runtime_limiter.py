"""The limiter: never more calls than the stated limits, for threads and tasks alike."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx2
import pytest
from runtime_caller import BASE, Caller, Pausing

from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.headers import HeaderMap
from calgen.runtime.limiter import Limiter
from calgen.runtime.operation import Operation, RateLimit
from calgen.runtime.reply import Reply
from calgen.runtime.request import Request, RequestInfo
from calgen.runtime.settings import Settings

WHOLE = RateLimit(120, 60)
SLOTS = RateLimit(60, 60, block_seconds=60)


def operation(id: str, limit: RateLimit | None = None) -> Operation[Any]:
    return Operation(id=id, method="GET", path="/x", returns=None, limit=limit)


PLAIN = operation("plain")
LIMITED = operation("limited", SLOTS)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def moments(limiter: Limiter, clock: Clock, calls: list[Operation[Any]]) -> list[float]:
    """When each call is sent, if all ask at once."""
    return [clock.now + limiter.turn(each).wait for each in calls]


def refuse(limiter: Limiter, call: Operation[Any], **headers: str) -> None:
    request = Request(call, RequestInfo("GET", BASE), HeaderMap())
    fields = HeaderMap((n.replace("_", "-"), v) for n, v in headers.items())
    limiter.heard(Reply(request, 429, fields, b"", 0.0))


def most_within(sent: list[float], seconds: float) -> int:
    return max(sum(start <= each < start + seconds for each in sent) for start in sent)


def test_both_limits_hold() -> None:
    clock = Clock()
    limiter = Limiter(WHOLE, clock)
    limited = moments(limiter, clock, [LIMITED] * 150)
    plain = moments(limiter, clock, [PLAIN] * 150)
    assert most_within(limited, 60) == 60
    assert most_within(limited + plain, 60) <= 120
    assert limited[:60] == [1000.0] * 60
    assert limited[60:120] == [1060.0] * 60
    assert limited == sorted(limited)


def test_without_a_whole_limit_only_stated_ones_count() -> None:
    clock = Clock()
    limiter = Limiter(None, clock)
    assert moments(limiter, clock, [PLAIN] * 999) == [1000.0] * 999
    assert moments(limiter, clock, [LIMITED] * 61)[-1] == 1060.0


def test_the_window_slides() -> None:
    clock = Clock()
    limiter = Limiter(RateLimit(3, 60), clock)
    for seconds in (0, 20, 20):
        clock.now += seconds
        assert limiter.turn(PLAIN).wait == 0
    assert limiter.turn(PLAIN).wait == 20
    assert limiter.turn(PLAIN).wait == 40
    clock.now += 100
    assert limiter.turn(PLAIN).wait == 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 60),  # the block that is stated
        ({"Retry_After": "7"}, 7),
        ({"X_RateLimit_Reset": "9"}, 9),
        ({"Retry_After": "999999"}, 60),
    ],
)
def test_a_refusal_blocks(headers: dict[str, str], seconds: float) -> None:
    clock = Clock()
    limiter = Limiter(None, clock)
    assert limiter.turn(LIMITED).wait == 0
    refuse(limiter, LIMITED, **headers)
    assert limiter.turn(LIMITED).wait == pytest.approx(seconds)
    assert limiter.turn(PLAIN).wait == 0
    clock.now += seconds
    assert limiter.turn(LIMITED).wait == 0


def test_who_waits_is_told_of_a_refusal() -> None:
    clock = Clock()
    limiter = Limiter(RateLimit(1, 10, block_seconds=60), clock)
    assert limiter.turn(PLAIN).wait == 0
    second = limiter.turn(PLAIN)
    third = limiter.turn(PLAIN)
    assert (second.wait, third.wait) == (10, 20)
    clock.now += 5
    refuse(limiter, PLAIN)
    clock.now += 5
    second = limiter.turn(PLAIN, second)
    assert second.wait == 55
    clock.now += 10
    third = limiter.turn(PLAIN, third)
    assert third.wait == 55
    clock.now += 45
    assert limiter.turn(PLAIN, second).wait == 0
    clock.now += 10
    assert limiter.turn(PLAIN, third).wait == 0


def test_clients_keep_to_it(caller: Caller) -> None:
    clock = Clock()
    limiter: Any = Limiter(RateLimit(2, 60), clock)
    client = {"rate_limit": limiter}
    for _ in range(3):
        caller.send(PLAIN, client=client)
    assert caller.pauses == [60]
    assert len(caller.requests) == 3
    clock.now += 120
    answers = iter([httpx2.Response(429, headers={"Retry-After": "30"})])
    caller.send(
        PLAIN,
        lambda _: next(answers, httpx2.Response(204)),
        client={**client, "max_retries": 1},
    )
    # Once between the attempts; and, as that wait took no time here, once at the gate.
    assert caller.pauses[1] == pytest.approx(30, abs=0.11)
    assert caller.pauses[2] == pytest.approx(30)


def test_each_attempt_counts(caller: Caller) -> None:
    limiter: Any = Limiter(RateLimit(2, 60), Clock())
    answers = iter([httpx2.Response(503), httpx2.Response(503)])
    caller.send(
        PLAIN,
        lambda _: next(answers, httpx2.Response(204)),
        client={"rate_limit": limiter, "max_retries": 2},
    )
    assert 60 in caller.pauses


class Limited(Pausing):
    _settings = Settings(base_url=BASE, limit=RateLimit(3, 60))


def pauses_of(client: Limited, calls: list[Operation[Any]]) -> int:
    client.pauses = []
    for call in calls:
        client.send(call)
    return len(client.pauses)


def test_what_rate_limit_means() -> None:
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(204)))
    plain, two = [PLAIN] * 4, [operation("two", RateLimit(2, 60))] * 3
    assert pauses_of(Limited(http_client=http), plain + two) == 0
    assert pauses_of(Limited(http_client=http, rate_limit=True), plain) == 1
    assert pauses_of(Limited(http_client=http, rate_limit=True), two) == 1
    own = RateLimit(1, 60)
    assert pauses_of(Limited(http_client=http, rate_limit=own), plain) == 3
    http.close()


def test_copies_share_the_limit() -> None:
    http = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(204)))
    client = Limited(http_client=http, rate_limit=True)
    assert pauses_of(client, [PLAIN] * 3) == 0
    for copy in (
        client.with_options(timeout=3),
        client.with_options(rate_limit=True),
    ):
        assert pauses_of(copy, [PLAIN]) == 1
    assert pauses_of(client.with_options(rate_limit=False), [PLAIN] * 9) == 0
    assert pauses_of(client.with_options(rate_limit=RateLimit(9, 1)), [PLAIN] * 9) == 0
    http.close()


def test_threads_share_one_client() -> None:
    clock = Clock()
    limiter: Any = Limiter(RateLimit(50, 60), clock)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(204))
    waits: list[float] = []

    class Counting(BaseClient):
        def _pause(self, seconds: float) -> None:
            waits.append(seconds)

    with httpx2.Client(transport=transport) as http:
        client = Counting(base_url=BASE, http_client=http, rate_limit=limiter)
        threads = [
            threading.Thread(target=lambda: [client.send(PLAIN) for _ in range(20)])
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(waits) == [60] * 50 + [120] * 50 + [180] * 10


def test_tasks_share_one_client() -> None:
    clock = Clock()
    limiter: Any = Limiter(RateLimit(50, 60), clock)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(204))
    waits: list[float] = []

    class Counting(AsyncBaseClient):
        async def _pause(self, seconds: float) -> None:
            waits.append(seconds)
            await asyncio.sleep(0)

    async def run() -> None:
        async with httpx2.AsyncClient(transport=transport) as http:
            client = Counting(base_url=BASE, http_client=http, rate_limit=limiter)
            await asyncio.gather(*(client.send(PLAIN) for _ in range(160)))

    asyncio.run(run())
    assert sorted(waits) == [60] * 50 + [120] * 50 + [180] * 10
