"""Documents from the network: only what is allowed by name, and only once a run."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

LARGEST = 20 * 1024 * 1024
_SECONDS = 20
_REDIRECTS = 5
_CHUNK = 64 * 1024


class Unfetched(Exception):
    """An address that gave no document; the message continues `it cannot be read: …`."""


def fetch(url: str, may: Callable[[str], bool]) -> bytes:
    """The bytes at an address; `may` says which addresses a redirect can lead to.

    No cookies, no credentials. Raises `Unfetched`.
    """
    until = time.monotonic() + _SECONDS * 3
    for _ in range(_REDIRECTS):
        try:
            with _opener().open(_request(url), timeout=_SECONDS) as reply:
                status = reply.status
                if status in (301, 302, 303, 307, 308):
                    target = urljoin(url, reply.headers.get("Location", ""))
                    if not may(target):
                        raise Unfetched(
                            f"it redirects to {target}, which is not allowed"
                        )
                    url = target
                    continue
                if status != 200:
                    raise Unfetched(f"the server answers {status}")
                return _body(reply, until)
        except HTTPError as error:
            raise Unfetched(f"the server answers {error.code}") from error
        except URLError as error:
            raise Unfetched(str(error.reason)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unfetched(str(error) or type(error).__name__) from error
    raise Unfetched("it redirects too often")


def _opener() -> OpenerDirector:
    """An opener that follows nothing, remembers nothing and knows no other scheme."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), UnknownHandler()):
        opener.add_handler(handler)
    return opener


def _request(url: str) -> Request:
    accept = "application/yaml, application/json, text/*;q=0.9, */*;q=0.5"
    headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": "calgen"}
    return Request(url, headers=headers)


def _body(reply: http.client.HTTPResponse, until: float) -> bytes:
    found = bytearray()
    while chunk := reply.read1(_CHUNK):
        found += chunk
        if len(found) > LARGEST:
            raise Unfetched(f"it is larger than {LARGEST // 2**20} MiB")
        if time.monotonic() > until:
            raise Unfetched("it takes too long")
    return bytes(found)
