"""Parameters to text, by OpenAPI's table of styles.

Query and cookie parameters are `form*` unless told otherwise, path and header
parameters `simple`. What the table leaves open: a list of objects and an object inside
an object are written with brackets (`a[0][b]=1`), and in a delimited style as JSON.
`UNSET`, `None` and empty lists and objects are not sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import quote

from .operation import Style
from .plain import JsonValue, json_text, plain, scalar_text
from .unset import UNSET

Styles = Mapping[str, Style]
Encode = Callable[[str], str]

_HOLE: Final = re.compile(r"\{([^{}]+)\}")
_SEPARATORS: Final = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}
_QUERY: Final = frozenset({*_SEPARATORS, "deepObject", "json"})
_PATH: Final = frozenset({"simple", "label", "matrix", "json"})
_COOKIE_SAFE: Final = "!#$&'()*+-./:<=>?@[]^_`{|}~"


def _percent(text: str) -> str:
    return quote(text, safe="")


def _cookie_octets(text: str) -> str:
    return quote(text, safe=_COOKIE_SAFE)


def _bare(text: str) -> str:
    return text


def path_text(template: str, values: Mapping[str, object], styles: Styles) -> str:
    """A path with its holes filled, every value percent-encoded.

    Raises ValueError, naming the argument, for a value that would change the path: an
    empty one, `.` or `..`; TypeError for a hole without an argument and the reverse.
    """
    holes = _HOLE.findall(template)
    for name in values:
        if name not in holes:
            raise TypeError(f"the path {template} has no {{{name}}}")

    def fill(hole: re.Match[str]) -> str:
        name = hole[1]
        if name not in values:
            raise TypeError(f"the path {template} needs the argument {name!r}")
        value = _plain(name, values[name])
        if value is None or value in ("", [], {}):
            raise ValueError(f"the path argument {name!r} is empty")
        if value in (".", ".."):
            raise ValueError(f"the path argument {name!r} may not be {value!r}")
        return expand_path(name, value, _style(styles, "path", name, _PATH, "simple"))

    return _HOLE.sub(fill, template)


def query_text(
    values: Mapping[str, object], styles: Styles, place: str = "query"
) -> str:
    """Parameters as `a=1&b=2`, percent-encoded; also the text of a form body."""
    return "&".join(
        f"{name}={value}"
        for key, given in values.items()
        if (converted := _plain(key, given)) is not None
        for name, value in expand_query(
            key, converted, _style(styles, place, key, _QUERY, "form*")
        )
    )


def header_text(name: str, value: object, styles: Styles) -> str | None:
    """The value of a header field; None when there is nothing to send."""
    converted = _plain(name, value)
    if converted is None:
        return None
    style = _style(styles, "header", name, frozenset({"simple", "json"}), "simple")
    if style == "json":
        return json_text(converted, ascii_only=True)
    return _joined(converted, ",", explode=style.endswith("*"), encode=_bare)


def cookie_pairs(name: str, value: object, styles: Styles) -> Iterator[tuple[str, str]]:
    """The cookies of a parameter."""
    converted = _plain(name, value)
    if converted is None:
        return
    style = _style(styles, "cookie", name, frozenset({"form", "json"}), "form*")
    yield from _form(name, converted, style, _cookie_octets)


def _plain(name: str, value: object) -> JsonValue:
    if value is UNSET:
        return None
    try:
        return plain(value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"argument {name!r}: {error}") from None


def _style(
    styles: Styles, place: str, name: str, allowed: frozenset[str], default: Style
) -> Style:
    style = styles.get(f"{place}:{name}")
    if style is None:
        # A bare name means a parameter of any place, but no property of a body.
        style = default if place == "body" else styles.get(name, default)
    return style if style.removesuffix("*") in allowed else default


def expand_path(name: str, value: JsonValue, style: Style) -> str:
    """One path parameter in one style."""
    kind, explode = style.removesuffix("*"), style.endswith("*")
    if kind == "json":
        return _percent(json_text(value))
    if kind == "label":
        return "." + _joined(value, "." if explode else ",", explode=explode)
    if kind != "matrix":
        return _joined(value, ",", explode=explode)
    if explode and isinstance(value, list):
        return "".join(_matrix(name, scalar_text(item)) for item in value)
    if explode and isinstance(value, dict):
        return "".join(_matrix(key, scalar_text(item)) for key, item in value.items())
    joined = _joined(value, ",", explode=False)
    return f";{_percent(name)}={joined}" if joined else f";{_percent(name)}"


def _matrix(name: str, text: str) -> str:
    return f";{_percent(name)}={_percent(text)}" if text else f";{_percent(name)}"


def expand_query(
    name: str, value: JsonValue, style: Style
) -> Iterator[tuple[str, str]]:
    """One query parameter in one style, as encoded pairs."""
    if style.removesuffix("*") == "deepObject":
        yield from _brackets(_percent(name), value)
    else:
        yield from _form(name, value, style, _percent)


def _form(
    name: str, value: JsonValue, style: Style, encode: Encode
) -> Iterator[tuple[str, str]]:
    kind, explode = style.removesuffix("*"), style.endswith("*")
    if kind == "json":
        yield _percent(name), _percent(json_text(value))
    elif not isinstance(value, list | dict):
        yield _percent(name), encode(scalar_text(value))
    elif not explode:
        if value:
            separator = _SEPARATORS.get(kind, ",")
            yield _percent(name), _joined(
                value, separator, explode=False, encode=encode
            )
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _repeated(key, item, encode)
    else:
        yield from _repeated(name, value, encode)


def _repeated(name: str, value: JsonValue, encode: Encode) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(i, list | dict) for i in value)
    ):
        yield from _brackets(_percent(name), value)
        return
    for item in value if isinstance(value, list) else [value]:
        if item is not None:
            yield _percent(name), encode(scalar_text(item))


def _brackets(name: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    """`name[key][0]=value`, for any depth."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _brackets(f"{name}%5B{_percent(key)}%5D", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _brackets(f"{name}%5B{index}%5D", item)
    elif value is not None:
        yield name, _percent(scalar_text(value))


def _joined(
    value: JsonValue, separator: str, *, explode: bool, encode: Encode = _percent
) -> str:
    if isinstance(value, list):
        return separator.join(
            encode(scalar_text(item)) for item in value if item is not None
        )
    if isinstance(value, dict):
        between = "=" if explode else separator
        return separator.join(
            f"{encode(key)}{between}{encode(scalar_text(item))}"
            for key, item in value.items()
            if item is not None
        )
    return encode(scalar_text(value))
