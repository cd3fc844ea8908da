"""From one page's answer to what has to be asked for the next one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, cast
from urllib.parse import urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from .operation import Paging
    from .request import Arguments
    from .response import Response

Path = tuple[str, ...]

_LINK: Final = re.compile(
    r"<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,]*))?)*)"
)
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]*))", re.IGNORECASE)
_OF_PAGES: Final = frozenset({"first", "prev", "previous", "last"})


class Step(NamedTuple):
    """What asks for the next page: other query values, or a whole address.

    `token` tells a cursor or an address from every other one of a walk; positions that
    are counted have none.
    """

    query: Mapping[str, object]
    url: str | None = None
    token: str | None = None


class Trail(NamedTuple):
    """What a walk remembers: how many items came, and which cursors led here."""

    items: int = 0
    tokens: frozenset[str] = frozenset()

    def after(self, step: Step, response: Response[list[object]]) -> Trail:
        """The trail at the page that `step`, taken from `response`, leads to."""
        tokens = self.tokens if step.token is None else self.tokens | {step.token}
        return Trail(self.items + len(items_of(response)), tokens)


def items_of(response: Response[list[object]]) -> list[object]:
    """The items of a page; none where the body held no list."""
    data = cast("object", response.data)
    return cast("list[object]", data) if isinstance(data, list) else []


def following(
    paging: Paging,
    arguments: Arguments,
    options: Mapping[str, object],
    response: Response[list[object]],
    trail: Trail,
) -> Step | None:
    """The step to the page after `response`; None when that was the last one.

    `arguments` and `options` are those that `response` answers.
    """
    query = {
        **(arguments.query or {}),
        **cast("Mapping[str, object]", options.get("query") or {}),
    }
    told = paging.next or paging.more or paging.total or paging.pages
    body = _json(response.content) if told else None
    if _at(body, paging.more) is False:
        return None
    step = _step(paging, query, body, response, trail)
    if step is not None and step.token in trail.tokens:
        warn(response, "the server gives a cursor for the second time")
        return None
    return step


def repeats(
    step: Step, before: Response[list[object]], after: Response[list[object]]
) -> bool:
    """Whether the server answered a step with the page before once more."""
    if not items_of(after):
        return False
    if before.content == after.content:
        return True
    # A new cursor is a step ahead. What else is counted here the server may not read.
    return step.token is None and items_of(before) == items_of(after)


def warn(response: Response[list[object]], reason: str) -> None:
    """Say on the log why a walk ends early."""
    import logging

    logging.getLogger(__name__.partition(".")[0]).warning(
        "%s: %s; the walk ends here", response.operation.id, reason
    )


def _step(
    paging: Paging,
    query: Mapping[str, object],
    body: object,
    response: Response[list[object]],
    trail: Trail,
) -> Step | None:
    told = _at(body, paging.next)
    if isinstance(told, str | int | float) and not isinstance(told, bool) and told:
        text = str(told)
        if paging.at is None or _is_address(text):
            return _address(text, response)
        # What is called a page may be a cursor, too.
        if paging.style in ("cursor", "page"):
            return Step({paging.at: told}, None, text)
    elif paging.next is not None and (
        paging.style in ("cursor", "link") or _is_stated(body, paging.next)
    ):
        return None
    links = _links(response.headers.get("link", ""))
    if "next" in links:
        return _address(links["next"], response)
    if paging.style == "link" or not _OF_PAGES.isdisjoint(links):
        return None
    if paging.at is None or not items_of(response):
        return None
    if paging.style == "cursor":
        more = _at(body, paging.more) is True
        return _after_last(paging.at, response) if more else None
    return _counted(paging, paging.at, query, body, response, trail)


def _is_address(text: str) -> bool:
    """Whether a text is an address; a cursor may begin with a slash, too."""
    return text.startswith(("https://", "http://")) or (
        text.startswith(("/", "?")) and "?" in text
    )


def _after_last(at: str, response: Response[list[object]]) -> Step | None:
    """There is more and no cursor: the next page begins after the last item's id."""
    last = items_of(response)[-1]
    if isinstance(last, dict):
        found = cast("Mapping[str, object]", last).get("id")
    else:
        found = cast("object", getattr(last, "id", None))
    if found is None:
        warn(response, "there are more items, and the last one has no id")
        return None
    return Step({at: found}, None, str(found))


def _counted(
    paging: Paging,
    at: str,
    query: Mapping[str, object],
    body: object,
    response: Response[list[object]],
    trail: Trail,
) -> Step | None:
    came = len(items_of(response))
    limit = _number(query.get(paging.limit or ""))
    sent = _number(query.get(at))
    total = _number(_at(body, paging.total))
    pages = _number(_at(body, paging.pages))
    if paging.style == "offset":
        position = (sent or 0) + came
        done = position
        last = False
    else:
        here = paging.first if sent is None else sent
        position = here + 1
        # Earlier pages may have been skipped: then their items count as seen.
        skipped = max(here - paging.first, 0) * (limit or 0)
        done = max(trail.items, skipped) + came
        last = bool(pages) and position - paging.first >= (pages or 0)
    counts_page = paging.total is not None and paging.total[-1] == "count"
    # Some count the page, others the list: a full page may have a successor. Fewer
    # than came is no total at all.
    if total is not None and (total < came or (counts_page and total == came)):
        total = None
    if last or (total is not None and done >= total):
        return None
    told = total is not None or bool(pages) or _at(body, paging.more) is True
    # Without totals a short page is the last one.
    if not told and limit and came < limit:
        return None
    return Step({at: position})


def _address(url: str, response: Response[list[object]]) -> Step | None:
    """An address that the server gives; on another host it is not followed."""
    base = response.request.url
    try:
        before, after = urlsplit(base), urlsplit(urljoin(base, url))
    except ValueError:
        warn(response, "the address of the next page is broken")
        return None
    if before.hostname != after.hostname:
        warn(response, "the next page is on another host")
        return None
    # Scheme and port stay: a proxy often makes a server believe in others. A key that
    # the server copied from the query is put on anew, and never shown.
    query = response.public_query(after.query)
    target = urlunsplit((before.scheme, before.netloc, after.path, query, ""))
    return Step({}, target, f"{after.path}?{'&'.join(sorted(query.split('&')))}")


def _links(header: str) -> dict[str, str]:
    """The targets of a `Link` field, by relation."""
    found: dict[str, str] = {}
    for link in _LINK.finditer(header):
        for quoted, bare in _REL.findall(link[2]):
            for relation in (quoted or bare).lower().split():
                found.setdefault(relation, link[1])
    return found


def _json(content: bytes) -> object:
    try:
        return cast("object", json.loads(content))
    except (ValueError, RecursionError):
        return None


def _at(body: object, path: Path | None) -> object:
    if path is None:
        return None
    for key in path:
        if not isinstance(body, dict):
            return None
        body = cast("Mapping[str, object]", body).get(key)
    return body


def _is_stated(body: object, path: Path) -> bool:
    above = _at(body, path[:-1])
    return isinstance(above, dict) and path[-1] in above


def _number(value: object) -> int | None:
    """A whole number from 0 on, also as text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    text = value if isinstance(value, str) else ""
    return int(text) if text.isdecimal() and len(text) < 20 else None
