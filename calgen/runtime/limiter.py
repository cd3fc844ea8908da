"""Keeping to the limits that an API states, before the server has to say so."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from .connection import ProcessLock

if TYPE_CHECKING:
    from .operation import Operation, RateLimit
    from .reply import Reply

_LONGEST_BLOCK: Final = 60.0


class Turn(NamedTuple):
    """A call's place: `wait` seconds from now; `rounds` are those it was given in."""

    wait: float
    rounds: tuple[int, ...]


class Limiter:
    """Hands out moments at which calls may be sent; safe for threads and tasks.

    `whole` is the limit of all calls together; a call's own stated limit holds besides.
    `clock` gives seconds and never runs backward.
    """

    __slots__ = ("_clock", "_lock", "_whole", "_windows")

    def __init__(
        self, whole: RateLimit | None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._whole: Final = whole
        self._clock: Final = clock
        self._lock: Final = ProcessLock()
        self._windows: Final[dict[str | None, _Window]] = {}

    def turn(self, operation: Operation[object], waited: Turn | None = None) -> Turn:
        """Take the next free moment for a call.

        Whoever has `waited` for a moment asks again: after a refusal there is a new
        one, else `wait` is 0.
        """
        with self._lock:
            windows = self._of(operation)
            rounds = tuple(each.round for each in windows)
            if waited is not None and waited.rounds == rounds:
                return Turn(0.0, rounds)
            now = self._clock()
            moment = max((each.free(now) for each in windows), default=now)
            for each in windows:
                each.take(moment)
        return Turn(max(moment - now, 0.0), rounds)

    def heard(self, reply: Reply) -> None:
        """A refusal (429) closes the way, for as long as it asks, or as long as the
        limit is stated to block."""
        if reply.status != 429:
            return
        from .retry import stated_wait

        told = stated_wait(reply.headers, limited=True)
        with self._lock:
            now = self._clock()
            for each in self._of(reply.request.operation):
                each.close(now, told)

    def _of(self, operation: Operation[object]) -> list[_Window]:
        limits = {operation.id: operation.limit, None: self._whole}
        found: list[_Window] = []
        for key, limit in limits.items():
            if limit is not None:
                if key not in self._windows:
                    self._windows[key] = _Window(limit)
                found.append(self._windows[key])
        return found


class _Window:
    """The moments of the last calls under one limit, past or promised.

    `round` counts the refusals: each takes back what was promised.
    """

    __slots__ = ("_limit", "_moments", "_opens", "round")

    def __init__(self, limit: RateLimit) -> None:
        self._limit: Final = limit
        self._moments: Final[deque[float]] = deque(maxlen=max(limit.requests, 1))
        self._opens = 0.0
        self.round = 0

    def free(self, now: float) -> float:
        """The first moment that leaves room for a call."""
        moments = self._moments
        full = len(moments) == moments.maxlen
        room = moments[0] + self._limit.per_seconds if full else now
        # Never before one that was promised: the moments stay in order.
        last = moments[-1] if moments else now
        return max(now, room, last, self._opens)

    def take(self, moment: float) -> None:
        self._moments.append(moment)

    def close(self, now: float, told: float | None) -> None:
        stated = self._limit.block_seconds or 0
        # A server that asks for ages is asked again earlier: it may have meant a date.
        most = max(_LONGEST_BLOCK, self._limit.per_seconds, stated)
        opens = now + (stated if told is None else min(told, most))
        if opens <= self._opens or opens <= now:
            return
        self._opens = opens
        self.round += 1
        while self._moments and self._moments[-1] > now:
            self._moments.pop()
