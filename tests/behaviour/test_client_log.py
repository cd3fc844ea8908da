"""The package's log: a line for each attempt, by `logging` or an environment variable."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hookkit import BUSY, SPEC, Answer

SECRET = "s3cret-value/9"
OK = Answer(
    200,
    b'{"id": "body-text"}',
    {"Content-Type": "application/json", "X-Request-Id": "r1"},
)


@pytest.fixture(scope="module")
def api(generate: Any) -> ModuleType:
    return generate(SPEC)


def lines(api: ModuleType, caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == api.__name__]


def get(client: Any) -> Any:
    return client.trips.get("private-7", q="query-text")


def test_a_line_for_each_attempt(
    api: ModuleType, call: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([Answer(503, b"", BUSY)])
    server.answers["GET", "/trips/private-7"] = lambda request: next(answers, OK)
    caplog.set_level(logging.INFO, api.__name__)
    call(api, get, max_retries=1)
    first, second = lines(api, caplog)
    assert re.fullmatch(
        r"trips\.get: GET /trips/\{id\}: 503 in \d+ ms, attempt 1", first
    )
    assert re.fullmatch(
        r"trips\.get: GET /trips/\{id\}: 200 in \d+ ms, attempt 2, request id r1",
        second,
    )
    assert "text" not in first + second


def test_failures_have_a_line(
    api: ModuleType, call: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, api.__name__)
    with pytest.raises(api.errors.ConnectError):
        call(api, get, base_url="http://127.0.0.1:9")
    (line,) = lines(api, caplog)
    assert re.search(r": ConnectError in \d+ ms, attempt 1$", line)


def test_headers_at_debug(
    api: ModuleType, call: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Without secrets and bodies; also those that middleware adds, or the server repeats."""

    def sync(attempt: Any, call_next: Any) -> Any:
        return call_next(attempt.with_headers({"X-Api-Key": SECRET, "X-Plain": "p"}))

    server.answers["GET", "/trips/private-7"] = lambda request: Answer(
        200,
        OK.body,
        {**OK.headers, "X-Echo": f"{request.headers}", "Set-Cookie": "sid=cookie-text"},
    )
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, api.__name__)
    # A function that passes on what call_next gives does for both clients.
    call(api, get, auth=f"token-{SECRET}", middleware=[sync])
    _, sent, got = lines(api, caplog)
    assert "ferries-version: 2025-03-01" in sent
    assert "Authorization: ***" in sent
    assert "X-Api-Key: ***" in sent
    assert "X-Plain: p" in sent
    assert "x-request-id: r1" in got.lower()
    assert "set-cookie: ***" in got.lower()
    everything = caplog.text + "".join(repr(vars(each)) for each in caplog.records)
    assert "s3cret" not in everything
    assert "body-text" not in everything
    assert "cookie-text" not in sent + got


def test_nobody_reads_it(
    api: ModuleType, call: Any, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, api.__name__)
    call(api, get)
    assert lines(api, caplog) == []


PROGRAM = """
import logging, sys
import {name} as api
log = logging.getLogger("{name}")
{before}
client = api.Client("token-1", base_url="{url}")
client.trips.get("private-7")
api.Client("token-1", base_url="{url}").with_options(timeout=3).trips.get("8")
print(len(log.handlers), log.level, logging.getLogger().handlers == [])
"""


def ran(api: ModuleType, server: Any, level: str | None, before: str = "") -> Any:
    assert api.__file__
    name = api.__name__
    variables = {k: v for k, v in os.environ.items() if k != f"{name.upper()}_LOG"}
    if level is not None:
        variables[f"{name.upper()}_LOG"] = level
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM.format(name=name, url=server.url, before=before),
        ],
        cwd=Path(api.__file__).parent.parent,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_the_environment_says_info(api: ModuleType, server: Any) -> None:
    done = ran(api, server, "info")
    first, second = done.stderr.splitlines()
    assert re.fullmatch(
        rf"\S+ \S+ INFO {api.__name__} trips\.get: GET /trips/\{{id\}}: 200 in "
        r"\d+ ms, attempt 1",
        first,
    )
    assert "attempt 1" in second
    assert done.stdout.split() == ["1", "20", "True"]


def test_the_environment_says_debug(api: ModuleType, server: Any) -> None:
    done = ran(api, server, "DEBUG")
    assert "DEBUG" in done.stderr
    assert "Authorization: ***" in done.stderr
    assert "token-1" not in done.stderr


def test_nothing_is_set_up_unasked(api: ModuleType, server: Any) -> None:
    for level in (None, ""):
        done = ran(api, server, level)
        assert (done.stderr, done.stdout.split()) == ("", ["0", "0", "True"])


def test_a_level_that_is_none(api: ModuleType, server: Any) -> None:
    done = ran(api, server, "loud")
    assert done.stderr == (
        f"{api.__name__.upper()}_LOG is 'loud': it knows debug and info\n"
    )


@pytest.mark.parametrize("where", ["log", "logging.getLogger()"])
def test_handlers_of_the_programs_own(api: ModuleType, server: Any, where: str) -> None:
    """They get the lines, once each; ours is not added to them."""
    before = f"{where}.addHandler(logging.StreamHandler(sys.stdout))"
    done = ran(api, server, "info", before)
    *said, last = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in said] == ["trips.get", "trips.get"]
    assert last.split()[0] == ("1" if where == "log" else "0")
    assert done.stderr == ""
