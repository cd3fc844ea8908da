"""One client for many: threads, tasks, and processes that were forked."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import calgen
from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.middleware import (
    AsyncCallNext,
    Attempt,
    AttemptResponse,
    CallNext,
)
from calgen.runtime.operation import Operation

ECHO: Operation[list[Any]] = Operation(
    id="echo", method="GET", path="/echo/{name}", returns=lambda: list[Any]
)
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


class Echo(BaseHTTPRequestHandler):
    """Says what was asked, who asked, and on which connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        told = [name, self.headers.get("X-Name", ""), self.client_address[1]]
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = Listener(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_threads(address: str) -> None:
    """Each gets its own answers, and its middleware sees its own calls."""
    wrong: list[object] = []
    started = threading.Barrier(16)

    def named(attempt: Attempt, call_next: CallNext) -> AttemptResponse:
        name = attempt.url.rpartition("/")[2]
        response = call_next(attempt.with_headers({"X-Name": name}))
        if (attempt.attempt, attempt.resends) != (1, 0):
            wrong.append(attempt)
        return response

    with BaseClient(base_url=address, middleware=[named]) as client:

        def work(number: int) -> None:
            started.wait(5)  # they open the connection at once
            for turn in range(20):
                name = f"{number}-{turn}"
                found = client.call(ECHO, path={"name": name})
                if found[:2] != [name, name]:
                    wrong.append(found)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_tasks(address: str) -> None:
    async def named(attempt: Attempt, call_next: AsyncCallNext) -> AttemptResponse:
        name = attempt.url.rpartition("/")[2]
        return await call_next(attempt.with_headers({"X-Name": name}))

    async def run() -> list[list[Any]]:
        async with AsyncBaseClient(base_url=address, middleware=[named]) as client:
            calls = [client.call(ECHO, path={"name": str(n)}) for n in range(50)]
            return await asyncio.gather(*calls)

    found = [told[:2] for told in asyncio.run(run())]
    assert found == [[str(n), str(n)] for n in range(50)]


START = """
import asyncio, json, os, sys
from calgen.runtime.aio import AsyncBaseClient
from calgen.runtime.client import BaseClient
from calgen.runtime.operation import Operation, RateLimit

ECHO = Operation(id="echo", method="GET", path="/echo/{name}", returns=lambda: list)
address = sys.argv[1]

def ask(client, name="x"):
    told = client.call(ECHO, path={"name": str(name)})
    assert told[0] == str(name), told
    return told[2]

def forked(work):
    '''What `work` returns in a child.'''
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(work()).encode())
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told)
"""


def run(address: str, program: str) -> list[Any]:
    """What a program of one thread prints; it was started afresh, so it may fork."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", START + program, address],
        cwd=Path(calgen.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@forks
def test_a_fork_opens_connections_of_its_own(address: str) -> None:
    before, again, child, grandchild, after = run(
        address,
        """
client = BaseClient(base_url=address)
copy = client.with_options(max_retries=0)
print(ask(client), flush=True)
print(ask(copy), flush=True)

def both():
    return [ask(client), ask(client), ask(copy), ask(client.with_options(timeout=5))]

def deeper():
    own = both()
    return [own, forked(both)]

own, further = forked(deeper)
print(own)
print(further)
print(ask(client))
client.close()
""",
    )
    assert before == again == after
    assert len(set(child)) == len(set(grandchild)) == 1
    assert len({before, child[0], grandchild[0]}) == 3


@forks
def test_parent_and_children_call_at_once(address: str) -> None:
    found = run(
        address,
        """
import multiprocessing

def work(number):
    return [ask(client, f"{number}-{turn}") for turn in range(30)]

if __name__ == "__main__":
    client = BaseClient(base_url=address)
    first = ask(client)
    with multiprocessing.get_context("fork").Pool(4) as pool:
        coming = pool.map_async(work, range(8), chunksize=1)
        # The pool's own threads do not call: this one does.
        mine = work("parent")
        theirs = coming.get(30)
        pool.close()
        pool.join()
    print(json.dumps([first, mine, theirs]))
    client.close()
""",
    )
    ((first, mine, theirs),) = found
    assert set(mine) == {first}
    assert first not in {port for ports in theirs for port in ports}


@forks
def test_an_async_client_in_a_fork(address: str) -> None:
    ((first, child),) = run(
        address,
        """
client = AsyncBaseClient(base_url=address)

async def ask_twice():
    found = [(await client.call(ECHO, path={"name": "x"}))[2] for _ in range(2)]
    return found

async def alone():
    found = await ask_twice()
    await client.aclose()
    return found

first = asyncio.new_event_loop()
before = first.run_until_complete(ask_twice())
child = forked(lambda: asyncio.run(alone()))
after = first.run_until_complete(ask_twice())
assert before == after, (before, after)
print(json.dumps([before, child]))
first.run_until_complete(client.aclose())
first.close()
""",
    )
    assert len(set(first)) == len(set(child)) == 1
    assert first[0] != child[0]


@forks
def test_locks_that_were_held(address: str) -> None:
    """By a thread of the parent's, which is not there in the child to release them."""
    first, child = run(
        address,
        """
import signal
client = BaseClient(base_url=address, rate_limit=RateLimit(100, 1))
print(ask(client), flush=True)

def work():
    signal.alarm(5)
    return ask(client)

with client._connection._lock, client._config.limiter._lock:
    told = forked(work)
print(told)
client.close()
""",
    )
    assert first != child


@forks
def test_a_closed_client_stays_closed(address: str) -> None:
    (told,) = run(
        address,
        """
client = BaseClient(base_url=address)
ask(client)
client.close()

def work():
    try:
        return ask(client)
    except RuntimeError as error:
        return str(error)

print(json.dumps(forked(work)))
""",
    )
    assert told == "this client is closed"


@forks
def test_a_child_that_closes_closes_its_own(address: str) -> None:
    first, after = run(
        address,
        """
client = BaseClient(base_url=address)
print(ask(client), flush=True)
forked(client.close)
print(ask(client))
client.close()
""",
    )
    assert first == after
